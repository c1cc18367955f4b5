using Portal.Infrastructure.Ehr.Fhir.DataTypes;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>Published codes, with their displays to the letter: servers compare both.</summary>
internal static class Codings
{
    private const string ParticipationMode = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
    private const string ObservationValue = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private const string ParticipantType = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private const string DataOperation = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    public static readonly Coding Notification = Of("http://terminology.hl7.org/CodeSystem/communication-category", "notification", "Notification");
    public static readonly Coding OnlineWritten = Of(ParticipationMode, "ONLINEWRIT", "online written");
    public static readonly Coding VideoConference = Of(ParticipationMode, "VIDEOCONF", "videoconferencing");
    public static readonly Coding SummaryReport = Of("http://terminology.hl7.org/CodeSystem/communication-topic", "summary-report", "Summary Report");
    public static readonly Coding ClinicalNote = Of("http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note", "Clinical Note");
    public static readonly Coding LegallyAuthenticated = Of("http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion", "LA", "legally authenticated");
    public static readonly Coding Revised = Of(DataOperation, "UPDATE", "revise");
    public static readonly Coding Nullified = Of(DataOperation, "NULLIFY", "nullify");
    public static readonly Coding Author = Of(ParticipantType, "author", "Author");
    public static readonly Coding Attester = Of(ParticipantType, "attester", "Attester");
    public static readonly Coding Assembler = Of(ParticipantType, "assembler", "Assembler");
    public static readonly Coding Transmitter = Of("http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type", "transmitter", "Transmitter");

    /// <summary>Drafted by a model, asserted by a clinician.</summary>
    public static readonly IReadOnlyList<Coding> AssistedByModel =
        [Of(ObservationValue, "AIAST", "Artificial Intelligence asserted"), Of(ObservationValue, "CLINAST", "clinician asserted")];

    public static Coding Of(string system, string code, string display) => new() { System = system, Code = code, Display = display };

    public static CodeableConcept Concept(this Coding coding) => new() { Coding = [coding] };
}
