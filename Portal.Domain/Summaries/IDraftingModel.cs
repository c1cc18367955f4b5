using Portal.Domain.Identity;

namespace Portal.Domain.Summaries;

/// <summary>The language model that drafts summaries where somebody asks for it (<see cref="NewSummary.ByModel"/>).</summary>
public interface IDraftingModel
{
    /// <summary>What it is called, as its drafts say; null where none is configured.</summary>
    [DecidesNothing("a setting of the portal, the same for everybody")]
    string? Name();
}
