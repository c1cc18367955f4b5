using System.Globalization;
using System.Resources;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// The mails about an account, in the language of whoever caused them. They name nobody but the person they go to. A link's code stands behind
/// <c>?code=</c>; the page takes it out of the address at once.
/// </summary>
internal sealed class StaffMails(RequestedMails mails, PublicAddress address)
{
    private static readonly ResourceManager Texts = new("Portal.Infrastructure.Identity.StaffMails", typeof(StaffMails).Assembly);

    public Task<OutboxDeliveryRow> Invitation(StaffAccount account, string code, CancellationToken cancel) =>
        Row(account, "Invitation", [account.DisplayName, account.UserName!, Link("invitation", code)], cancel);

    public Task<OutboxDeliveryRow> PasswordReset(StaffAccount account, string code, CancellationToken cancel) =>
        Row(account, "PasswordReset", [account.DisplayName, account.UserName!, Link("new-password", code)], cancel);

    public Task<OutboxDeliveryRow> PasswordChanged(StaffAccount account, CancellationToken cancel) => Row(account, "PasswordChanged", [account.DisplayName], cancel);

    public Task<OutboxDeliveryRow> SecondFactorReset(StaffAccount account, CancellationToken cancel) => Row(account, "SecondFactorReset", [account.DisplayName], cancel);

    /// <summary>A new app or new recovery codes: who did not ask for it learns of it here.</summary>
    public Task<OutboxDeliveryRow> SecondFactorChanged(StaffAccount account, CancellationToken cancel) => Row(account, "SecondFactorChanged", [account.DisplayName], cancel);

    public Task<OutboxDeliveryRow> PasskeyAdded(StaffAccount account, CancellationToken cancel) => Row(account, "PasskeyAdded", [account.DisplayName], cancel);

    public Task<OutboxDeliveryRow> PasskeyRemoved(StaffAccount account, CancellationToken cancel) => Row(account, "PasskeyRemoved", [account.DisplayName], cancel);

    /// <summary>The hospital's sign-in opens the account from now on: who has no account there learns of it here.</summary>
    public Task<OutboxDeliveryRow> ProviderLinked(StaffAccount account, CancellationToken cancel) => Row(account, "ProviderLinked", [account.DisplayName], cancel);

    /// <summary>To the address of before: who did not ask for another learns of it here.</summary>
    public Task<OutboxDeliveryRow> AddressChanged(StaffAccount account, string old, CancellationToken cancel) => Row(account, old, "AddressChanged", [account.DisplayName], cancel);

    public Uri Link(string page, string code) => address.Link($"/{page}?code={code}");

    private Task<OutboxDeliveryRow> Row(StaffAccount account, string name, object[] words, CancellationToken cancel) => Row(account, account.Email!, name, words, cancel);

    private Task<OutboxDeliveryRow> Row(StaffAccount account, string to, string name, object[] words, CancellationToken cancel) => mails.Row(
        new PersonId(account.Id),
        new RequestedMail(to, Text(name + "Subject"), string.Format(CultureInfo.InvariantCulture, Text(name + "Text"), words)),
        cancel);

    private static string Text(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture) ?? throw new InvalidOperationException($"The text {key} is missing.");
}
