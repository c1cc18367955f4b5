using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>What hosts opened for a linked practitioner ends with the person's own sessions, and does not come back when the account does.</summary>
internal sealed class DelegatedSessionEnds : ISessionEnds
{
    public Task End(PortalDbContext context, PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        context.Set<WidgetSessionRow>().Where(row => row.PersonId == person.Value && row.PersonKind == (short)ActorKind.Practitioner && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);
}
