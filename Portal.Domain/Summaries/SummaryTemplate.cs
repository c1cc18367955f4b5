namespace Portal.Domain.Summaries;

/// <summary>Which sections a summary of a kind begins with. The screens have words for its name.</summary>
/// <param name="Name">Stable, stored; letters and hyphens.</param>
/// <param name="Kinds">What it is offered for; the first template of a kind is its usual one.</param>
/// <param name="Sections">In the order of their kinds.</param>
public sealed record SummaryTemplate(string Name, IReadOnlyList<SummaryKind> Kinds, IReadOnlyList<SectionKind> Sections)
{
    public const int NameLimit = 30;

    public static readonly IReadOnlyList<SummaryTemplate> All =
    [
        new("message-summary", [SummaryKind.Messages], [SectionKind.Reason, SectionKind.History, SectionKind.Assessment, SectionKind.Plan, SectionKind.FollowUp, SectionKind.Instructions]),
        new("visit-summary", [SummaryKind.Visit], [SectionKind.Reason, SectionKind.History, SectionKind.Assessment, SectionKind.Plan, SectionKind.FollowUp, SectionKind.Instructions]),
        new("medication", [SummaryKind.Messages, SummaryKind.Visit], [SectionKind.Reason, SectionKind.History, SectionKind.Plan, SectionKind.Instructions]),
        new("brief", [SummaryKind.Messages, SummaryKind.Visit], [SectionKind.Reason, SectionKind.Plan, SectionKind.FollowUp]),
    ];

    /// <summary>Null for a name that is none, or of another kind.</summary>
    public static SummaryTemplate? Named(string name, SummaryKind kind) => All.FirstOrDefault(template => template.Name == name && template.Kinds.Contains(kind));

    public static SummaryTemplate Usual(SummaryKind kind) => All.First(template => template.Kinds[0] == kind);
}
