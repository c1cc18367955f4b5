using System.Globalization;
using System.Text;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>The signed sections as one text, plain and as FHIR's narrative, in the summary's language: English, or Spanish.</summary>
internal static class SummaryProse
{
    /// <summary>Headings and sections, lines ending in LF; a corrected one begins by saying so and when.</summary>
    public static string Plain(ApprovedSummary summary)
    {
        var parts = summary.Sections.Select(section => $"{Heading(section.Kind, IsSpanish(summary))}\n{Clean(section.Text.Reveal())}");
        var text = string.Join("\n\n", parts);
        return summary.Change is SummaryChange.Correction ? $"{Corrected(summary)}\n\n{text}" : text;
    }

    /// <summary>The same as one XHTML div, escaped.</summary>
    public static Narrative Narrative(ApprovedSummary summary)
    {
        var div = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        foreach (var paragraph in Plain(summary).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            div.Append("<p>").Append(Escape(paragraph).Replace("\n", "<br/>", StringComparison.Ordinal)).Append("</p>");
        return new Narrative { Status = NarrativeStatus.Generated, Div = div.Append("</div>").ToString() };
    }

    /// <summary>What the file is called: its kind, nothing of its content.</summary>
    public static string Title(ApprovedSummary summary) => (summary.Kind, IsSpanish(summary)) switch
    {
        (SummaryKind.Messages, false) => "Message summary",
        (SummaryKind.Messages, true) => "Resumen de mensajes",
        (SummaryKind.Visit, false) => "Visit summary",
        (SummaryKind.Visit, true) => "Resumen de la visita",
    };

    /// <summary>Of the fixed list, never words of a person.</summary>
    public static string Reason(ErrorReason reason) => reason switch
    {
        ErrorReason.WrongPatient => "Filed for the wrong patient",
        ErrorReason.ConsentWithdrawn => "Consent was withdrawn",
        ErrorReason.ClinicalError => "Clinical error",
        ErrorReason.Other => "Entered in error",
    };

    /// <summary>Without control characters other than tab, CR and LF, which JSON and XHTML readers refuse; lines end in LF.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var one in text.ReplaceLineEndings("\n"))
            if (one is '\t' or '\n' || (!char.IsControl(one) && one is not ('\uFFFE' or '\uFFFF'))) clean.Append(one);
        return clean.ToString().Trim();
    }

    private static string Corrected(ApprovedSummary summary) => IsSpanish(summary)
        ? "CORREGIDO " + Day(summary.SignedAt, "es", "d 'de' MMMM 'de' yyyy")
        : "CORRECTED " + Day(summary.SignedAt, "en", "d MMMM yyyy");

    private static string Day(DateTimeOffset at, string language, string form) => at.ToUniversalTime().ToString(form, CultureInfo.GetCultureInfo(language));

    private static bool IsSpanish(ApprovedSummary summary) => summary.Language.Split('-')[0].Equals("es", StringComparison.OrdinalIgnoreCase);

    private static string Heading(SectionKind kind, bool isSpanish) => (kind, isSpanish) switch
    {
        (SectionKind.Reason, false) => "Reason",
        (SectionKind.Reason, true) => "Motivo",
        (SectionKind.History, false) => "History",
        (SectionKind.History, true) => "Antecedentes",
        (SectionKind.Assessment, false) => "Assessment",
        (SectionKind.Assessment, true) => "Valoración",
        (SectionKind.Plan, false) => "Plan",
        (SectionKind.Plan, true) => "Plan",
        (SectionKind.FollowUp, false) => "Follow-up",
        (SectionKind.FollowUp, true) => "Seguimiento",
        (SectionKind.Instructions, false) => "Instructions for the patient",
        (SectionKind.Instructions, true) => "Indicaciones para el paciente",
    };

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
