using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Patients.BreakGlass;

/// <summary>A patient by exact identifier and birth date (<c>yyyy-MM-dd</c>): both must match.</summary>
internal sealed class FindOutsideBody : IBody<OutsideQuestion>
{
    [Required]
    public IdentifierBody? Identifier { get; init; }

    [Required]
    public string? BirthDate { get; init; }

    public Outcome<OutsideQuestion> Read()
    {
        var objections = new Objections();
        return objections.Or(OutsideQuestion.Read(objections, Identifier, BirthDate));
    }
}

/// <summary>The same, and why: a code, and words for the patient's care teams alone.</summary>
internal sealed class BreakGlassBody : IBody<BreakGlassRequest>
{
    [Required]
    public IdentifierBody? Identifier { get; init; }

    [Required]
    public string? BirthDate { get; init; }

    [Required, OneOf(typeof(ConversationWords), nameof(ConversationWords.Purpose))]
    public string? Purpose { get; init; }

    [Required, MinLength(BreakGlassRules.ReasonAtLeast), MaxLength(BreakGlassRules.ReasonAtMost)]
    public string? Reason { get; init; }

    public Outcome<BreakGlassRequest> Read()
    {
        var objections = new Objections();
        var (identifier, birthDate) = OutsideQuestion.Read(objections, Identifier, BirthDate);
        var purpose = objections.Word(Purpose, "$.purpose", ConversationWords.Purpose);
        var reason = objections.Words(Reason, "$.reason", BreakGlassRules.ReasonAtMost);
        return objections.Or(new BreakGlassRequest(identifier, birthDate, purpose, reason));
    }
}

/// <summary>Who is looked for.</summary>
public sealed record OutsideQuestion(Identifier Identifier, DateOnly BirthDate)
{
    private static readonly Identifier Nobody = new("", "");

    internal static OutsideQuestion Read(Objections objections, IdentifierBody? identifier, string? birthDate)
    {
        var read = objections.Required(identifier, "$.identifier") ? identifier.Read(objections, "$.identifier") : Nobody;
        var born = default(DateOnly);
        if (objections.Required(birthDate, "$.birthDate") && !DateOnly.TryParseExact(birthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out born))
            objections.Add("$.birthDate", "must be a date as yyyy-MM-dd");
        return new(read, born);
    }

    /// <summary>A birth date is not printed.</summary>
    public override string ToString() => ClinicalText.Redacted;
}
