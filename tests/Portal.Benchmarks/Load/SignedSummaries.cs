using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Summaries;

namespace Portal.Benchmarks.Load;

/// <summary>Whose conversation, who signs, and in which care team.</summary>
internal sealed record SignedOf(PersonId Patient, CareTeamId CareTeam, PersonId Signer, ConversationId Conversation);

/// <summary>Signed summaries as signing leaves them, some 900 characters in four sections each, of all patients in turn.</summary>
internal sealed class SignedSummaries(IServiceProvider services, IReadOnlyList<SignedOf> all)
{
    private const int AtOnce = 1_000;

    private static readonly SummaryText Text = new(new ClinicalText("Ankle swelling after a new tablet"),
    [
        new(SectionKind.Reason, new ClinicalText("Both ankles swollen since starting amlodipine 5 mg on 2 March; worse in the evening, better after a night's rest.")),
        new(SectionKind.History, new ClinicalText(
            "Hypertension for eight years. No breathlessness, no chest pain, no fever, no injury. Weight unchanged. Takes ramipril 5 mg in the morning and, since March, amlodipine 5 mg at night; no other medicines, none over the counter. No allergies known.")),
        new(SectionKind.Assessment, new ClinicalText(
            "Dependent oedema, most likely from amlodipine. Nothing points to heart failure or thrombosis: symmetrical, painless, pitting, no redness. Blood pressure at home 128/76 on average over the last week.")),
        new(SectionKind.Plan, new ClinicalText(
            "Amlodipine is reduced to 2.5 mg. Legs up in the evening, compression if it persists. Blood pressure to be sent through the portal in one week; review on 21 March. The patient was told when to call at once, and said so in own words.")),
    ]);

    private int made;

    public async Task Add(int count)
    {
        var vault = services.GetRequiredService<KeyVault>();
        var clock = services.GetRequiredService<TimeProvider>();
        for (var left = count; left > 0; left -= AtOnce)
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(CancellationToken.None);
            for (var index = 0; index < Math.Min(left, AtOnce); index++)
            {
                var of = all[made++ % all.Count];
                Add(context, of, await vault.Get(DataKeyKind.Conversation, of.Conversation.Value, CancellationToken.None), clock.Now());
            }

            await context.SaveChangesAsync(CancellationToken.None);
        }
    }

    private static void Add(PortalDbContext context, SignedOf of, DataKey key, DateTimeOffset now)
    {
        var id = Id.New<SummaryId>().Value;
        var row = new SummaryRow
        {
            Id = id,
            ConversationId = of.Conversation.Value,
            PatientId = of.Patient.Value,
            CareTeamId = of.CareTeam.Value,
            Kind = (short)SummaryKind.Messages,
            Template = "soap",
            Language = "en",
            SpanFrom = 1,
            SpanTo = 1,
            PeriodFrom = now.AddDays(-2),
            PeriodTo = now,
            Draft = SummaryPapers.SealDraft(key, id, 1, new SummaryDraft(Text.Topic, [], DraftOrigin.ByHand)),
            Text = SummaryPapers.SealText(key, id, 1, Text),
            DraftedBy = of.Signer.Value,
            DraftedAt = now,
            UpdatedBy = of.Signer.Value,
            UpdatedAt = now,
        };
        row.Take(new SummaryState(1, SummaryStatus.Signed, 2, new StandingVersion(1, SummaryStatus.Signed)));
        context.Add(row);
        context.Add(new SummaryVersionRow
        {
            SummaryId = id,
            Version = 1,
            ConversationId = of.Conversation.Value,
            SignedBy = of.Signer.Value,
            SignedAt = now,
            How = (short)SummarySigning.First,
            Text = SummaryPapers.SealSigned(key, id, 1, Text),
        });
    }
}
