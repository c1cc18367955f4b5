using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>
/// The deployment's own identifier and code systems, below the address people use. Values of identifiers are UUIDs in lower case, some with <c>.version</c>
/// behind them: safe in a URL, and nothing of a patient.
/// </summary>
/// <param name="root">The portal's public address without a trailing slash.</param>
internal sealed class PortalSystems(string root)
{
    public string Artifact => Codes("artifact");

    public string CommunicationKind => Codes("communication-kind");

    /// <summary>Of a summary over all its versions.</summary>
    public Identifier Summary(SummaryId summary) => new() { System = Sid("summary"), Value = summary.ToString() };

    /// <summary>Of one version: it tells which one the EHR holds.</summary>
    public Identifier SummaryVersion(SummaryId summary, int version) => new() { System = Sid("summary-version"), Value = VersionName.Of(summary, version) };

    public Identifier Conversation(ConversationId conversation) => new() { System = Sid("conversation"), Value = conversation.ToString() };

    public Identifier Visit(VisitId visit) => new() { System = Sid("visit"), Value = visit.ToString() };

    public Identifier Model(string name) => new() { System = Sid("ai-model"), Value = name };

    /// <summary>Of a person or care team that the reader knows by no other.</summary>
    public Identifier Own(string what, Guid id) => new() { System = Sid(what), Value = id.ToString("D") };

    /// <summary><c>message-summary</c> or <c>visit-summary</c>.</summary>
    public static string KindCode(SummaryKind kind) => kind switch
    {
        SummaryKind.Messages => "message-summary",
        SummaryKind.Visit => "visit-summary",
    };

    private string Sid(string name) => $"{root}/fhir/sid/{name}";

    private string Codes(string name) => $"{root}/fhir/CodeSystem/{name}";
}
