using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;

namespace Portal.Domain.Tests.Identity;

public class StaffRulesTests
{
    private static readonly NewStaff Good = new("rosa.quintero", "rosa@clinic.example", "Rosa Quintero", StaffRoles.Practitioner);

    [Theory]
    [InlineData(StaffRoles.None, StaffRoles.Practitioner, StaffRoles.Practitioner, StaffRoles.None)]
    [InlineData(StaffRoles.None, StaffRoles.Administrator, StaffRoles.None, StaffRoles.Administrator)]
    [InlineData(StaffRoles.Practitioner, StaffRoles.Coordinator | StaffRoles.Auditor, StaffRoles.Coordinator, StaffRoles.Auditor)]
    [InlineData(StaffRoles.Administrator, StaffRoles.Administrator | StaffRoles.Supervisor, StaffRoles.Administrator | StaffRoles.Supervisor, StaffRoles.None)]
    [InlineData(StaffRoles.Administrator, StaffRoles.Auditor, StaffRoles.None, StaffRoles.Auditor)]
    public void Administrator_and_auditor_wait_for_a_second_person_and_the_rest_holds_at_once(StaffRoles current, StaffRoles wanted, StaffRoles now, StaffRoles requested) =>
        Assert.Equal((now, requested), StaffRules.Split(current, wanted));

    [Fact]
    public void The_last_administrator_stays_one()
    {
        Assert.Equal(StaffRefusals.LastAdministrator, StaffRules.ObjectionToRoles(StaffRoles.Administrator, StaffRoles.Practitioner, otherAdministrators: 0));
        Assert.Equal(StaffRefusals.LastAdministrator, StaffRules.ObjectionToSuspension(StaffRoles.Administrator | StaffRoles.Practitioner, otherAdministrators: 0));
        Assert.Null(StaffRules.ObjectionToRoles(StaffRoles.Administrator, StaffRoles.Practitioner, otherAdministrators: 1));
        Assert.Null(StaffRules.ObjectionToSuspension(StaffRoles.Practitioner, otherAdministrators: 0));
    }

    [Theory]
    [InlineData(StaffRoles.None)]
    [InlineData((StaffRoles)32)]
    public void Roles_that_are_none_or_unknown_are_refused(StaffRoles roles)
    {
        Assert.NotNull(StaffRules.ObjectionToRoles(StaffRoles.Practitioner, roles, otherAdministrators: 5));
        Assert.Contains("roles", StaffRules.Objection(Good with { Roles = roles })!.Errors!.Keys);
    }

    [Fact]
    public void A_person_with_names_address_and_roles_may_be_invited() => Assert.Null(StaffRules.Objection(Good));

    [Theory]
    [InlineData("")]
    [InlineData("Rosa")]
    [InlineData("rosa quintero")]
    [InlineData(".rosa")]
    [InlineData("rosa-")]
    [InlineData("rosa@clinic")]
    [InlineData("rosa\n")]
    public void A_user_name_is_small_letters_digits_and_three_signs(string userName) =>
        Assert.Equal(["userName"], StaffRules.Objection(Good with { UserName = userName })!.Errors!.Keys);

    [Fact]
    public void The_own_mail_address_is_a_user_name_and_no_other_is()
    {
        Assert.Null(StaffRules.Objection(Good with { UserName = "Rosa@clinic.example" }));
        Assert.Equal(["userName"], StaffRules.Objection(Good with { UserName = "eve@clinic.example" })!.Errors!.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rosa")]
    [InlineData("rosa@")]
    [InlineData("rosa@clinic.example\n")]
    [InlineData("@clinic.example")]
    [InlineData("rosa@clinic.example\r\nBcc: all@clinic.example")]
    [InlineData("Rosa <rosa@clinic.example>")]
    [InlineData("rosa@clinic.example,eve@clinic.example")]
    public void A_mail_address_is_one_plain_address(string email) =>
        Assert.Equal(["email"], StaffRules.Objection(Good with { Email = email })!.Errors!.Keys);
}
