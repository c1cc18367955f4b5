using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Ehr.Mapping;

namespace Portal.Infrastructure.Tests.Ehr.Mapping;

/// <summary>One visit as it was signed, and the same corrected and withdrawn; ids and times stand still, so that what is made of it can be held.</summary>
internal static class Visit
{
    public static readonly PortalSystems Systems = new("https://portal.example.org");

    public static readonly EhrReferences People = new(EhrReferences.Literal("Patient", "pat-1"), EhrReferences.Literal("Practitioner", "prac-1"))
    {
        CareTeam = EhrReferences.Literal("CareTeam", "team-1"),
        Organization = EhrReferences.Literal("Organization", "org-1"),
        Encounter = EhrReferences.Literal("Encounter", "enc-1"),
        Appointment = EhrReferences.Literal("Appointment", "appt-1"),
    };

    public static readonly FiledBefore Filed = new("Communication", "ehr-1", "1");

    public static readonly ApprovedSummary Signed = new(
        Id<SummaryId>("b3a4f6a2-60f8-4f5e-8a52-6f8a2a1a9c42"),
        Version: 1,
        SummaryKind.Visit,
        Id<ConversationId>("2c7b0b52-9a3f-4a53-8a2e-5f2e7d0c4e11"),
        Id<VisitId>("5a0f6a7e-6f53-4c51-9b14-0d6f8a1c2e30"),
        Id<PersonId>("11111111-2222-4333-8444-555555555555"),
        Id<CareTeamId>("22222222-3333-4444-8555-666666666666"),
        Id<PersonId>("33333333-4444-4555-8666-777777777777"),
        new DateTimeOffset(2026, 3, 14, 10, 31, 0, TimeSpan.Zero),
        new ClinicalText("Video visit follow-up"),
        [
            new(SectionKind.Reason, new ClinicalText("Ankle swelling, second week.")),
            new(SectionKind.Assessment, new ClinicalText("Swelling < 1 cm & improving \"much\".\nNo breathlessness.")),
            new(SectionKind.Plan, new ClinicalText("Continue amlodipine, recheck in two weeks.")),
        ],
        new SummaryPeriod(new DateTimeOffset(2026, 3, 14, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 14, 10, 17, 0, TimeSpan.Zero)),
        "en",
        IsUrgent: false,
        Model: null,
        IsSharedWithPatient: false,
        Change: null);

    public static readonly ApprovedSummary Corrected = Signed with
    {
        Version = 2,
        SignedAt = new DateTimeOffset(2026, 3, 15, 8, 0, 0, TimeSpan.Zero),
        Sections = [new(SectionKind.Plan, new ClinicalText("Stop amlodipine, recheck in one week."))],
        Model = "summariser/2026.03",
        IsUrgent = true,
        IsSharedWithPatient = true,
        Change = new SummaryChange.Correction(new ClinicalText("The plan was the other way round.")),
    };

    public static readonly ApprovedSummary Withdrawn = Signed with
    {
        Version = 3,
        SignedAt = new DateTimeOffset(2026, 3, 16, 9, 0, 0, TimeSpan.Zero),
        Sections = [],
        Change = new SummaryChange.EnteredInError(ErrorReason.WrongPatient),
    };

    private static T Id<T>(string text) where T : struct, IId<T> => T.Of(new Guid(text));
}
