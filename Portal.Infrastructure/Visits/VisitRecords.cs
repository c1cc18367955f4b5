using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Visits;

/// <summary>Reads a visit's timeline and the quality of its call, for somebody who may.</summary>
internal sealed class VisitRecords(IDbContextFactory<PortalDbContext> contexts, KeyVault vault)
{
    /// <summary>Of a call of twelve hours that is still every sample of two participants.</summary>
    private const int MostSamples = 20_000;

    public async Task<VisitRecord> Read(VisitView view, CancellationToken cancel)
    {
        var visit = view.Id.Value;
        var key = await vault.Get(DataKeyKind.Conversation, view.Conversation.Value, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var moments = await context.Set<VisitMomentRow>().AsNoTracking().Where(row => row.VisitId == visit).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancel);
        var people = await context.Set<CallParticipantRow>().AsNoTracking().Where(row => row.VisitId == visit).OrderBy(row => row.JoinedAt).ToListAsync(cancel);
        var samples = await context.Set<CallQualityRow>().AsNoTracking().Where(row => row.VisitId == visit).OrderBy(row => row.At).Take(MostSamples).ToListAsync(cancel);
        var timeline = moments.ConvertAll(row => new VisitMoment(
            row.At.ToUniversalTime(),
            (VisitMomentKind)row.Kind,
            row.PersonId is { } person ? new PersonId(person) : null,
            (ActorKind?)row.PersonKind,
            new ClinicalText(key.OpenText(row.Name, VisitAct.MomentContext(visit, row.Id))),
            row.Detail));

        // One series a person, over all the joins of that person.
        var joins = people.ToDictionary(row => row.Id);
        var series = samples.Where(row => joins.ContainsKey(row.ParticipantId)).GroupBy(row => joins[row.ParticipantId].PersonId)
            .Select(own => new QualitySeries(new PersonId(own.Key), Kind(own.Key), Name(own.Key), [.. own.Select(Sample)])).ToList();
        return new VisitRecord(view, timeline, series);

        ActorKind Kind(Guid person) => (ActorKind)people.First(row => row.PersonId == person).Kind;

        ClinicalText Name(Guid person)
        {
            var last = people.Last(row => row.PersonId == person);
            return new ClinicalText(key.OpenText(last.Name, CallRooms.NameContext(visit, last.Id)));
        }
    }

    private static QualitySample Sample(CallQualityRow row) => new(
        row.At.ToUniversalTime(),
        row.RoundTripMs,
        row.JitterMs,
        row.LossPercent,
        row.SentKbps,
        row.ReceivedKbps,
        row.Freezes,
        row.FrozenMs,
        row.AudioGapMs,
        row.IsRelayed,
        (CallMode)row.Mode);
}
