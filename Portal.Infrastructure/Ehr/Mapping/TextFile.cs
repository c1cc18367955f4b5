using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>The signed text as a file inside a resource.</summary>
internal static class TextFile
{
    public static Attachment Of(ApprovedSummary summary, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(SummaryProse.Plain(summary));
        return new Attachment
        {
            ContentType = type,
            Language = summary.Language,
            Data = Convert.ToBase64String(bytes),
            Size = bytes.Length,
            Hash = Convert.ToBase64String(Sha1(bytes)),
            Title = SummaryProse.Title(summary),
            Creation = FhirDateTime.Of(summary.SignedAt),
        };
    }

#pragma warning disable CA5350 // R4 says that Attachment.hash is SHA-1; it guards against accidents, and nothing here trusts it.
    private static byte[] Sha1(byte[] bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
