using Microsoft.AspNetCore.Components.Server.Circuits;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Circuits;

/// <summary>
/// Gives a circuit its place when it opens and takes it back when it closes. A handler cannot refuse a circuit, so one without a place is shown a page that says
/// so and nothing else (<see cref="IsFull"/>).
/// </summary>
internal sealed class CircuitAdmission(CircuitPlaces places, CircuitActor actor, CircuitAuthentication authentication) : CircuitHandler
{
    private PersonId? holder;

    public bool IsFull { get; private set; }

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (await actor.Current() is not { } person) return;
        if (places.TryTake(person.PersonId)) holder = person.PersonId;
        else IsFull = true;
        _ = Task.Run(authentication.Watch, CancellationToken.None);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (holder is { } person) places.Leave(person);
        holder = null;
        return Task.CompletedTask;
    }
}
