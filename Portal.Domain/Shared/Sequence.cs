namespace Portal.Domain.Shared;

/// <summary>
/// The place of an event in its conversation: 1, 2, 3, ... without gaps, below 2^53 so that every client's number holds it.
/// Zero (<see cref="None"/>) is before the first event.
/// </summary>
public readonly record struct Sequence(long Value) : IComparable<Sequence>
{
    public const long Limit = 1L << 53;

    public static readonly Sequence None = new(0);

    public Sequence Next => new(Value + 1);

    public int CompareTo(Sequence other) => Value.CompareTo(other.Value);

    public static bool operator <(Sequence left, Sequence right) => left.Value < right.Value;

    public static bool operator >(Sequence left, Sequence right) => left.Value > right.Value;

    public static bool operator <=(Sequence left, Sequence right) => left.Value <= right.Value;

    public static bool operator >=(Sequence left, Sequence right) => left.Value >= right.Value;

    public static Sequence Max(Sequence left, Sequence right) => left.Value >= right.Value ? left : right;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
