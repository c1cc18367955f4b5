using Portal.Domain.Identity;

namespace Portal.Domain.Shared;

/// <summary>The demo's people, care teams, integration, conversations and visits. Registered in Development only.</summary>
public interface IDemoData
{
    /// <summary>Makes what is missing of it; running it again changes nothing.</summary>
    [DecidesNothing("a console command that exists in Development only")]
    Task Seed(CancellationToken cancel);
}
