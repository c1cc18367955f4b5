using System.Text;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>The signed text as a file inside a resource.</summary>
internal static class TextFile
{
    public static Attachment Of(ApprovedSummary summary, string type) => Attachment.Of(Encoding.UTF8.GetBytes(SummaryProse.Plain(summary)), type) with
    {
        Language = summary.Language,
        Title = SummaryProse.Title(summary),
        Creation = FhirDateTime.Of(summary.SignedAt),
    };
}
