using System.Diagnostics;
using Portal.Domain.Conversations;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Summaries;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Drafting a summary of 400 messages beside reading and decrypting the same messages: what the drafter adds to what it cannot do without. Nothing is stored, so that
/// no commit hides the difference.
/// </summary>
internal static class Drafting
{
    private const int Messages = 400;
    private const int DraftsARound = 50;
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly string[] Asked =
    [
        "Good morning. Since Monday my ankle is swollen and it hurts when I walk. Can I stop the amlodipine 5 mg?", "The rash is better, but I still itch at night. I take one tablet of cetirizine.",
        "Buenos días, tengo fiebre y tos desde ayer. ¿Debo tomar paracetamol?", "Ok, I will do that. Thank you.",
    ];

    private static readonly string[] Answered =
    [
        "This looks like a side effect. Please do not stop it, elevate your leg in the evening. We will recheck in two weeks.", "Please continue the cream twice a day. Let us know if it gets worse.",
        "Sí, tome una tableta cada ocho horas. Llámenos si empeora.", "I have ordered a blood test for next week. The results are sent to you here.",
    ];

    public static async Task Run(Report report, Effort effort)
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            var team = await care.World.CareTeam();
            var (patient, clinician) = (await care.World.Patient(), await care.World.Clinician(team));
            var conversation = await care.World.Conversation(patient, team);
            for (var number = 0; number < Messages; number++)
                _ = (await care.Get<IMessages>().Post(number % 2 == 0 ? patient : clinician, conversation, CareWorld.Draft((number % 2 == 0 ? Asked : Answered)[number / 2 % Asked.Length]), None)).Value;
            await Measure(report, effort, care, (await care.Get<ConversationAccess>().Card(conversation.Value, None))!, new NewSummary(conversation, null, null));
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task Measure(Report report, Effort effort, CareFixture care, ConversationCard card, NewSummary request)
    {
        var (spans, reader) = (care.Get<SpanReader>(), care.Get<EventReader>());
        var source = (await spans.Read(card, request, None)).Value.Source;
        async Task Draft() => Check(ExtractiveDrafter.Draft((await spans.Read(card, request, None)).Value.Source));
        async Task Read()
        {
            if ((await reader.After(card.Id, 0, Messages, None)).Count != Messages) throw new InvalidOperationException("Not read.");
        }

        Task Pick()
        {
            Check(ExtractiveDrafter.Draft(source));
            return Task.CompletedTask;
        }

        var (ours, floor, alone) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var warm in (Func<Task>[])[Draft, Read, Pick]) await Median(warm);
        for (var round = 0; round < effort.Rounds; round++)
        {
            await Effort.Alternate(round, async () => ours.Add(await Median(Draft)), async () => floor.Add(await Median(Read)));
            alone.Add(await Median(Pick));
        }

        report.Row($"draft of {Messages} messages, beside their decryption", "ms", new Rounds(ours), new Rounds(floor));
        report.Aside("of that, the drafter alone", "ms", new Rounds(alone));
    }

    private static async Task<double> Median(Func<Task> act)
    {
        var times = new List<double>(DraftsARound);
        for (var count = 0; count < DraftsARound; count++)
        {
            var watch = Stopwatch.StartNew();
            await act();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Rounds.Percentile([.. times.Order()], 0.5);
    }

    private static void Check(SummaryDraft draft)
    {
        if (draft.Sections.Sum(section => section.Sentences.Count) < Enum.GetValues<SectionKind>().Length) throw new InvalidOperationException("Not drafted.");
    }
}
