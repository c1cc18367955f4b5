// Violations on purpose, under the names of the projects that they pretend to be part of: each guard must see each of them.
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit
{
    internal sealed class AuditNamesContent
    {
        public ClinicalText Text { get; set; }
    }
}

namespace Portal.Web.Administration
{
    internal static class AdministrationNamesAPatient
    {
        public static string Name(PatientCard card) => card.Id.ToString();
    }
}
