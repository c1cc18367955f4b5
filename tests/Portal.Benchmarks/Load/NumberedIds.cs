using System.Buffers.Text;
using System.Globalization;

namespace Portal.Benchmarks.Load;

/// <summary>Client message ids that say which message of the run it is: the number is their last twelve digits.</summary>
internal static class NumberedIds
{
    private const string Front = "00000000-0000-7000-8000-";
    private const int Digits = 12;

    public static string Of(long number) => Front + number.ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>The number in a pushed event; null where it bears no such id.</summary>
    public static long? Find(ReadOnlySpan<byte> frame)
    {
        var name = "\"clientMessageId\":\""u8;
        var at = frame.IndexOf(name);
        if (at < 0) return null;
        var digits = frame.Slice(at + name.Length + Front.Length, Digits);
        return Utf8Parser.TryParse(digits, out long number, out var read, 'x') && read == Digits ? number : null;
    }
}
