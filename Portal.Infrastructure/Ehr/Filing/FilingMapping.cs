using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>The bytes of one version for one profile: a create, a put over what was filed before, or either with its Provenance in a transaction.</summary>
internal sealed class FilingMapping(PortalSystems systems, IOptions<EhrOptions> options)
{
    private readonly CommunicationMapping communications = new(systems);
    private readonly NoteMapping notes = new(systems);
    private readonly ProvenanceMapping provenances = new(systems);

    /// <summary>Pure but for the ids it makes up.</summary>
    /// <param name="summary">What was signed.</param>
    /// <param name="references">Whom it names in the EHR.</param>
    /// <param name="profile">What the EHR accepts.</param>
    /// <param name="before">What the EHR holds of an earlier version; its id is empty where it never said one.</param>
    public FrozenFiling Freeze(ApprovedSummary summary, EhrReferences references, EhrProfile profile, FiledBefore? before)
    {
        var reachable = before is { Id.Length: > 0 } ? before : null;
        var isWithdrawal = summary.Change is SummaryChange.EnteredInError;
        var update = reachable is not null && (isWithdrawal || profile is { Shape: FilingShape.Communication, Change: FilingChange.Update }) ? reachable : null;
        var replaced = update is null && reachable?.Type == profile.ResourceType ? reachable : null;
        var resource = Resource(summary, references, profile, update, replaced);
        var key = before is null ? systems.Summary(summary.Id) : systems.SummaryVersion(summary.Id, summary.Version);
        var version = systems.SummaryVersion(summary.Id, summary.Version);
        var frozen = new FrozenFiling
        {
            Type = resource.ResourceType,
            Address = options.Value.Address,
            Body = [],
            Hash = [],
            Guarantee = profile.Guarantee,
            KeySystem = key.System!,
            KeyValue = key.Value!,
            SummaryValue = summary.Id.ToString(),
            VersionSystem = version.System!,
            VersionValue = version.Value!,
            Subject = references.Patient.Literal!,
            Update = update,
            Retires = profile.Change == FilingChange.None ? null : replaced,
            RetiredStatus = profile.Shape == FilingShape.DocumentReference ? "superseded" : "entered-in-error",
            ProvenanceWay = references.Organization is null ? ProvenanceWay.Kept : profile.Provenance,
            ProvenanceId = Guid.CreateVersion7(),
        };
        return Hashed(WithBytes(frozen, summary, references, profile, resource, update, replaced));
    }

    private FrozenFiling WithBytes(
        FrozenFiling frozen, ApprovedSummary summary, EhrReferences references, EhrProfile profile, Resource resource, FiledBefore? update, FiledBefore? replaced)
    {
        if (frozen.ProvenanceWay == ProvenanceWay.Kept) return frozen with { Body = FhirJson.Write(resource) };
        var id = frozen.ProvenanceWay == ProvenanceWay.OwnId ? frozen.ProvenanceId : (Guid?)null;
        Provenance Of(Reference target) => provenances.Of(summary, references, target, id, update ?? replaced);

        // A later version that is created may meet an earlier one there, and a Provenance in the transaction would be that one's.
        var mayMeetAnother = update is null && summary.Change is not null;
        var isTransaction = profile is { Transaction: true, Guarantee: FilingGuarantee.Conditional } && id is not null && update is not { VersionId: null } && !mayMeetAnother;
        if (!isTransaction) return frozen with { Body = FhirJson.Write(resource), Provenance = FhirJson.Write(Of(new Reference { Literal = FrozenFiling.Place })) };
        var target = update?.AsReference() ?? new Reference { Literal = "urn:uuid:" + Guid.CreateVersion7().ToString("D") };
        var bundle = FilingBundles.Transaction(resource, Of(target), options.Value.Address, IfNoneExist.Of(frozen.KeySystem, frozen.KeyValue), update);
        return frozen with { Body = FhirJson.Write(bundle), IsTransaction = true };
    }

    private DomainResource Resource(ApprovedSummary summary, EhrReferences references, EhrProfile profile, FiledBefore? update, FiledBefore? replaced) => (update?.Type ?? profile.ResourceType) switch
    {
        "DocumentReference" when update is not null => notes.Withdrawn(summary, references, profile, update),
        "DocumentReference" => notes.Of(summary, references, profile, replaced),
        _ => communications.Of(summary, references, profile, update, replaced),
    };

    private static FrozenFiling Hashed(FrozenFiling frozen) => frozen with { Hash = SHA256.HashData(frozen.Body) };
}

/// <summary>The header of a conditional create: the query alone, percent-encoded, without a leading question mark.</summary>
internal static class IfNoneExist
{
    public static string Of(string system, string value) => $"identifier={Uri.EscapeDataString(system)}%7C{Uri.EscapeDataString(value)}";
}
