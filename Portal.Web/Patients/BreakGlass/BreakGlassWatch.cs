using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Shared.Circuits;

namespace Portal.Web.Patients.BreakGlass;

/// <summary>The emergency access that runs for the person at this circuit, for the mark beside every page.</summary>
internal sealed class BreakGlassWatch(CircuitActor actor, IBreakGlass glass, TimeProvider clock)
{
    private IReadOnlyList<BreakGlassGrant> known = [];

    public event EventHandler? Changed;

    /// <summary>Those that are over by their date are not there, whenever it is asked.</summary>
    public IReadOnlyList<BreakGlassGrant> Running => [.. known.Where(grant => clock.GetUtcNow() < grant.EndsAt)];

    /// <summary>Whether the person is with that patient by emergency access only: what the care team alone may do is then not offered.</summary>
    public bool IsAbout(PersonId? patient) => Running.Any(grant => grant.Patient.Id == patient);

    /// <summary>Minutes that are left, the begun one among them.</summary>
    public int MinutesOf(BreakGlassGrant grant) => Math.Max(0, (int)Math.Ceiling((grant.EndsAt - clock.GetUtcNow()).TotalMinutes));

    public async Task Refresh()
    {
        if ((await actor.Ask(glass.Running)).TryGet(out var running, out _)) known = running;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
