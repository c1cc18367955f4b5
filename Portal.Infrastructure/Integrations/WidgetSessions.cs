using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Integrations;

/// <inheritdoc/>
internal sealed class WidgetSessions(PatientSessions patients, StandInSessions standIns, AssertionExchange assertions, SessionLinks links, SessionChains chains) : IWidgetSessions
{
    public Task<Outcome<SessionAnswer>> CreateForPatient(Actor actor, PatientSessionRequest request, CancellationToken cancel) => patients.Create(actor, request, cancel);

    public Task<Outcome<SessionAnswer>> CreateForPractitioner(Actor actor, Identifier practitioner, string origin, CancellationToken cancel) =>
        standIns.CreateForPractitioner(actor, practitioner, origin, cancel);

    public Task<Outcome<SessionAnswer>> CreateForBot(Actor actor, string name, string origin, CancellationToken cancel) => standIns.CreateForBot(actor, name, origin, cancel);

    public Task<Outcome<SessionAnswer>> Exchange(string assertion, string? address, CancellationToken cancel) => assertions.Exchange(assertion, address, cancel);

    public Task<Outcome<SessionLink>> CreateLink(Actor actor, PatientSessionRequest request, CancellationToken cancel) => patients.CreateLink(actor, request, cancel);

    public Task<Outcome<SessionAnswer>> UseLink(string code, string? address, CancellationToken cancel) => links.Use(code, address, cancel);

    public Task<Outcome<SessionAnswer>> Renew(string token, CancellationToken cancel) => chains.Renew(token, cancel);

    public Task<Outcome<Done>> EndCurrent(Actor actor, CancellationToken cancel) => chains.End(actor, cancel);

    public Task<Outcome<byte[]>> OutboxKey(Actor actor, CancellationToken cancel) => chains.OutboxKey(actor, cancel);
}
