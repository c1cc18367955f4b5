using Portal.Architecture.Tests.Reading;
using Portal.Architecture.Tests.Rules;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Architecture.Tests;

public class ClinicalTests
{
    private static readonly Type[] Ports = typeof(Actor).Assembly.GetExportedTypes().Where(type => type.IsInterface).ToArray();

    [Fact]
    public void The_audit_and_the_administration_name_no_clinical_type_and_no_patients_key() => Guard.Holds(ClinicalRule.Violations(Codebase.All));

    [Trait("ASVS", "8.2.3")]
    [Trait("ASVS", "15.3.1")]
    [Fact]
    public void What_administrators_and_auditors_are_answered_has_no_place_for_a_patients_words() => Guard.Holds(ClinicalRule.AnswersWithContent(Ports));

    [Fact]
    public void The_audit_is_seen()
    {
        Assert.Contains(Codebase.All.Types, type => type.Namespace == "Portal.Domain.Audit");
        Assert.Contains(Codebase.All.Types, type => type.Namespace == "Portal.Infrastructure.Audit");
        Assert.Contains(typeof(IAuditTrail), Ports);
    }

    [Fact]
    public void The_guards_see_what_is_planted()
    {
        var violations = ClinicalRule.Violations(Codebase.Planted).ToList();
        Assert.Contains("Portal.Domain.Audit.AuditNamesContent names Portal.Domain.Shared.ClinicalText", violations);
        Assert.Contains("Portal.Web.Administration.AdministrationNamesAPatient names Portal.Domain.Patients.PatientCard", violations);
        Assert.Equal(
            ["IPlanted.Direct answers ManageStaff with ClinicalText", "IPlanted.Deep answers ViewAuditTrail with ConversationView"],
            ClinicalRule.AnswersWithContent([typeof(IPlanted)]));
    }

    [Fact]
    public void Every_type_of_the_domain_that_the_list_means_is_still_there() => Assert.All(ClinicalRule.Clinical, type => Assert.Contains(Codebase.Domain.Types, known => known.FullName == type.FullName));

    private interface IPlanted
    {
        [Decides(CareAction.ManageStaff)]
        Task<Outcome<ClinicalText>> Direct(Actor actor, CancellationToken cancel);

        [Decides(CareAction.ViewAuditTrail)]
        Task<Outcome<Page<ConversationView>>> Deep(Actor actor, CancellationToken cancel);

        [Decides(CareAction.ReadMessages)]
        Task<Outcome<ConversationView>> Care(Actor actor, CancellationToken cancel);
    }
}
