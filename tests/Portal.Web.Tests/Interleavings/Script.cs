using FsCheck;
using FsCheck.Fluent;

namespace Portal.Web.Tests.Interleavings;

/// <summary>One thing that a client does or that befalls it. <c>Pick</c> chooses a conversation or a message among those there are when it comes to it.</summary>
internal abstract record Step(int Pick)
{
    public sealed record Send(int Pick) : Step(Pick);

    /// <summary>Several are on their way before the first is answered.</summary>
    public sealed record Burst(int Pick, int Count) : Step(Pick);

    /// <summary>The connection breaks behind the message: whether it was taken is not known.</summary>
    public sealed record SendAndCut(int Pick) : Step(Pick);

    /// <summary>The same message at once by the hub and by REST of another node.</summary>
    public sealed record SendTwice(int Pick) : Step(Pick);

    /// <summary>A message that was acknowledged long ago, again.</summary>
    public sealed record Retry(int Pick) : Step(Pick);

    /// <summary>Other words under the id of a message that was acknowledged.</summary>
    public sealed record Reuse(int Pick) : Step(Pick);

    public sealed record Correct(int Pick) : Step(Pick);

    public sealed record Retract(int Pick) : Step(Pick);

    /// <summary>So many behind the last event seen.</summary>
    public sealed record MarkRead(int Pick, int Behind) : Step(Pick);

    public sealed record MarkDelivered(int Pick, int Behind) : Step(Pick);

    public sealed record MarkBeyondHead(int Pick) : Step(Pick);

    public sealed record Cut(int Pick) : Step(Pick);

    /// <summary>A second subscription replaces the first.</summary>
    public sealed record SubscribeAgain(int Pick) : Step(Pick);

    public sealed record Unsubscribe(int Pick) : Step(Pick);

    /// <summary>Takes in what has come.</summary>
    public sealed record Listen(int Pick) : Step(Pick);
}

/// <summary>What one client goes through; a smooth line (null) brings pushes as they were sent, another one by this seed.</summary>
internal sealed record Course(int? Roughness, IReadOnlyList<Step> Steps)
{
    public override string ToString() => $"{(Roughness is { } seed ? $"rough line {seed}" : "smooth line")}: {string.Join(", ", Steps)}";
}

internal static class Script
{
    private const int StepsEach = 30;
    private const int AnyPick = 1000;

    /// <summary>For so many clients; the same for the same seed.</summary>
    public static IReadOnlyList<Course> Of(ulong seed, int clients) => [.. Courses(clients).Sample(50, new Rnd(seed), 1)[0]];

    private static Gen<List<Course>> Courses(int clients) => Gen.ListOf(ACourse, clients).Select(courses => courses.ToList());

    private static Gen<Course> ACourse =>
        from roughness in Gen.Frequency((2, Gen.Choose(1, int.MaxValue).Select(seed => (int?)seed)), (1, Gen.Constant((int?)null)))
        from steps in Gen.ListOf(AStep, StepsEach)
        select new Course(roughness, [.. steps]);

    private static Gen<Step> AStep => Gen.Choose(0, AnyPick).SelectMany(pick => Gen.Frequency(
        (8, Gen.Constant<Step>(new Step.Send(pick))),
        (3, Gen.Choose(2, 8).Select(count => (Step)new Step.Burst(pick, count))),
        (4, Gen.Constant<Step>(new Step.SendAndCut(pick))),
        (2, Gen.Constant<Step>(new Step.SendTwice(pick))),
        (2, Gen.Constant<Step>(new Step.Retry(pick))),
        (1, Gen.Constant<Step>(new Step.Reuse(pick))),
        (2, Gen.Constant<Step>(new Step.Correct(pick))),
        (2, Gen.Constant<Step>(new Step.Retract(pick))),
        (3, Gen.Choose(0, 5).Select(behind => (Step)new Step.MarkRead(pick, behind))),
        (3, Gen.Choose(0, 5).Select(behind => (Step)new Step.MarkDelivered(pick, behind))),
        (1, Gen.Constant<Step>(new Step.MarkBeyondHead(pick))),
        (3, Gen.Constant<Step>(new Step.Cut(pick))),
        (2, Gen.Constant<Step>(new Step.SubscribeAgain(pick))),
        (1, Gen.Constant<Step>(new Step.Unsubscribe(pick))),
        (6, Gen.Constant<Step>(new Step.Listen(pick)))));
}
