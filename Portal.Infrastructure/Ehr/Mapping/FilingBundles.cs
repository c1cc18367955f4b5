using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>A summary and its Provenance together.</summary>
internal static class FilingBundles
{
    /// <summary>
    /// Both or neither: a create, conditional on <paramref name="ifNoneExist"/>, or a put over <paramref name="update"/>. The Provenance is put under an id of
    /// ours, so that a repeat of the whole changes nothing.
    /// </summary>
    public static Bundle Transaction(Resource summary, Provenance provenance, string address, string? ifNoneExist, FiledBefore? update) => new()
    {
        Type = BundleType.Transaction,
        Entry =
        [
            new BundleEntry
            {
                FullUrl = update is null ? provenance.Target[0].Literal : $"{address.TrimEnd('/')}/{update.Type}/{update.Id}",
                Resource = summary,
                Request = update is null
                    ? new BundleRequest { Method = HttpVerb.Post, Url = summary.ResourceType, IfNoneExist = ifNoneExist }
                    : new BundleRequest { Method = HttpVerb.Put, Url = $"{update.Type}/{update.Id}", IfMatch = $"W/\"{update.VersionId}\"" },
            },
            new BundleEntry
            {
                FullUrl = "urn:uuid:" + provenance.Id,
                Resource = provenance,
                Request = new BundleRequest { Method = HttpVerb.Put, Url = "Provenance/" + provenance.Id },
            },
        ],
    };

    /// <summary>As a file: the same each time it is asked for.</summary>
    public static Bundle Collection(ApprovedSummary summary, Communication communication, Func<Reference, Provenance> provenance)
    {
        var full = "urn:uuid:" + Named(summary, "communication");
        return new Bundle
        {
            Type = BundleType.Collection,
            Timestamp = FhirInstant.Of(summary.SignedAt),
            Entry =
            [
                new BundleEntry { FullUrl = full, Resource = communication },
                new BundleEntry { FullUrl = "urn:uuid:" + Named(summary, "provenance"), Resource = provenance(new Reference { Literal = full }) },
            ],
        };
    }

    /// <summary>A UUID of version 8 (RFC 9562) made of the name.</summary>
    private static Guid Named(ApprovedSummary summary, string what)
    {
        var bytes = SHA256.HashData(Encoding.ASCII.GetBytes($"{what} {summary.Id} {summary.Version}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
