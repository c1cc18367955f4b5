using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Summaries;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Document;

namespace Portal.Web.Summaries.Wire;

/// <summary>
/// A summary as its care team sees it. <c>version</c>, <c>status</c>, <c>revision</c>, <c>draft</c> and <c>text</c> are of the version at work; <c>versions</c> are those signed, oldest first. It is
/// stale where <c>changedSources</c> names a message: that was corrected or taken back since.
/// </summary>
internal sealed record SummaryJson
{
    [Uuid]
    public required string Id { get; init; }

    [OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Kind))]
    public required string Kind { get; init; }

    [Uuid]
    public required string ConversationId { get; init; }

    [Uuid, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VisitId { get; init; }

    public required PersonJson Patient { get; init; }

    [Uuid]
    public required string CareTeamId { get; init; }

    public required int Version { get; init; }

    [OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Status))]
    public required string Status { get; init; }

    public required int Revision { get; init; }

    public required string Template { get; init; }

    public required string Language { get; init; }

    public required SpanJson Span { get; init; }

    public required PeriodJson Period { get; init; }

    public required SummaryDraftJson Draft { get; init; }

    public required SummaryTextJson Text { get; init; }

    /// <summary>Where a correction is at work: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CorrectionReason { get; init; }

    public required IReadOnlyList<SignedVersionJson> Versions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SharedVersion { get; init; }

    public required IReadOnlyList<long> ChangedSources { get; init; }

    /// <summary>Up to where the conversation was looked at for that; a signature gives it back as <c>sourcesSeen</c>.</summary>
    public required long SourcesHead { get; init; }

    public required PersonJson DraftedBy { get; init; }

    public required DateTimeOffset DraftedAt { get; init; }

    public required PersonJson UpdatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static SummaryJson Of(SummaryView view) => new()
    {
        Id = view.Id.ToString(),
        Kind = SummaryCodes.Kind.Of(view.Kind),
        ConversationId = view.Conversation.ToString(),
        VisitId = view.Visit?.ToString(),
        Patient = new(view.Patient.Id.ToString(), view.Patient.DisplayName.Reveal()),
        CareTeamId = view.CareTeam.ToString(),
        Version = view.State.Version,
        Status = SummaryCodes.Status.Of(view.State.Status),
        Revision = view.State.Revision,
        Template = view.Template,
        Language = view.Language,
        Span = new(view.Span.From.Value, view.Span.To.Value),
        Period = new(view.Period.From, view.Period.To),
        Draft = SummaryDraftJson.Of(view.Draft),
        Text = SummaryTextJson.Of(view.Text),
        CorrectionReason = view.CorrectionReason?.Reveal(),
        Versions = [.. view.Versions.Select(SignedVersionJson.Of)],
        SharedVersion = view.SharedVersion,
        ChangedSources = [.. view.ChangedSources.Select(source => source.Value)],
        SourcesHead = view.SourcesHead.Value,
        DraftedBy = Person(view.DraftedBy),
        DraftedAt = view.DraftedAt,
        UpdatedBy = Person(view.UpdatedBy),
        UpdatedAt = view.UpdatedAt,
    };

    public static PersonJson Person(PersonRef person) => new(person.Id.ToString(), person.DisplayName);

    /// <summary>A record would print its members, and most of them are clinical text.</summary>
    public override string ToString() => Id;
}

internal sealed record SpanJson(long From, long To);

internal sealed record PeriodJson(DateTimeOffset From, DateTimeOffset To);

/// <summary>As it was drafted, to compare with. A sentence without sources wants a second look; <c>trouble</c> says why a model that was asked did not write it.</summary>
internal sealed record SummaryDraftJson(
    string Topic,
    [property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Origin))] string Origin,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Trouble))] string? Trouble,
    IReadOnlyList<DraftSectionJson> Sections)
{
    public static SummaryDraftJson Of(SummaryDraft draft) => new(
        draft.Topic.Reveal(),
        SummaryCodes.Origin.Of(draft.Origin),
        draft.Model,
        draft.Trouble is { } trouble ? SummaryCodes.Trouble.Of(trouble) : null,
        [.. draft.Sections.Select(section => new DraftSectionJson(SummaryCodes.Section.Of(section.Kind), [.. section.Sentences.Select(one => new SentenceJson(one.Text.Reveal(), [.. one.Sources.Select(source => source.Value)]))]))]);

    public override string ToString() => Origin;
}

internal sealed record DraftSectionJson([property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Section))] string Kind, IReadOnlyList<SentenceJson> Sentences)
{
    public override string ToString() => Kind;
}

internal sealed record SentenceJson(string Text, IReadOnlyList<long> Sources)
{
    public override string ToString() => nameof(SentenceJson);
}

internal sealed record SummaryTextJson(string Topic, IReadOnlyList<SummarySectionJson> Sections)
{
    public static SummaryTextJson Of(SummaryText text) => new(text.Topic.Reveal(), [.. text.Sections.Select(section => new SummarySectionJson(SummaryCodes.Section.Of(section.Kind), section.Text.Reveal()))]);

    public override string ToString() => nameof(SummaryTextJson);
}

internal sealed record SummarySectionJson([property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Section))] string Kind, string Text)
{
    public override string ToString() => Kind;
}

/// <summary>One signed version: a correction has its <c>reason</c>, a withdrawal its <c>errorReason</c> and no text.</summary>
internal sealed record SignedVersionJson(
    int Version,
    [property: OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Status))] string Status,
    PersonJson Signer,
    DateTimeOffset SignedAt,
    SummaryTextJson Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf(typeof(SummaryCodes), nameof(SummaryCodes.Error))] string? ErrorReason)
{
    public static SignedVersionJson Of(SignedVersion version) => new(
        version.Version,
        SummaryCodes.Status.Of(version.Status),
        SummaryJson.Person(version.Signer),
        version.SignedAt,
        SummaryTextJson.Of(version.Text),
        version.Model,
        (version.Change as SummaryChange.Correction)?.Reason.Reveal(),
        version.Change is SummaryChange.EnteredInError error ? SummaryCodes.Error.Of(error.Reason) : null);

    public override string ToString() => $"{Version}";
}
