using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Takes a second factor off with all that stands on it: sessions, half a sign-in, browsers that were trusted, and the link to the hospital's sign-in.</summary>
internal sealed class SecondFactorReset(AllSessions sessions, StaffMails mails)
{
    /// <summary>Part of the caller's transaction, which holds the account and saves.</summary>
    public async Task Do(PortalDbContext context, StaffAccount account, CancellationToken cancel)
    {
        await SecondFactors.Remove(context, account.Id, cancel);
        await Devices.Forget(context, account.Id, cancel);
        await context.Set<IdentityUserLogin<Guid>>().Where(row => row.UserId == account.Id).ExecuteDeleteAsync(cancel);
        await sessions.End(context, account.Id, cancel);
        await Tickets.Withdraw(context, account.Id, cancel, TicketPurpose.SecondFactor);
        context.Add(await mails.SecondFactorReset(account, cancel));
    }
}
