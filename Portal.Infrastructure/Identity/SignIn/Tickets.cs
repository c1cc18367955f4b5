using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>Tokens that are good once and for one purpose. Looking does not use one up; <see cref="Use"/> does, and of two that try one wins.</summary>
internal sealed class Tickets(SecretTokens tokens, TimeProvider clock)
{
    public static TimeSpan LifeOf(TicketPurpose purpose) => purpose switch
    {
        TicketPurpose.SecondFactor or TicketPurpose.SecondFactorAfterProvider => TimeSpan.FromMinutes(10),
        TicketPurpose.PasswordReset => TimeSpan.FromMinutes(30),
        TicketPurpose.Invitation => TimeSpan.FromDays(7),
    };

    /// <summary>The most that a token has with what it carries.</summary>
    private const int Longest = 2048;

    private const char Behind = '.';

    /// <summary>
    /// The token of a new ticket; the caller saves the row. <paramref name="carried"/>, in letters of base64url, comes back with it: whoever changes it has another
    /// token, which is nobody's.
    /// </summary>
    public async Task<string> Issue(PortalDbContext context, TicketPurpose purpose, Guid person, CancellationToken cancel, string? carried = null)
    {
        var token = carried is null ? SecretTokens.New() : $"{SecretTokens.New()}{Behind}{carried}";
        var now = clock.Now();
        context.Add(new StaffTicketRow
        {
            Hash = await Hash(purpose, token, cancel),
            Purpose = (short)purpose,
            PersonId = person,
            CreatedAt = now,
            ExpiresAt = now + LifeOf(purpose),
        });
        return token;
    }

    /// <summary>What the token of a ticket that was found carries; null for nothing.</summary>
    public static string? CarriedBy(string token) => token.IndexOf(Behind, StringComparison.Ordinal) is var at and >= 0 ? token[(at + 1)..] : null;

    public async Task<StaffTicketRow?> Find(PortalDbContext context, TicketPurpose purpose, string? token, CancellationToken cancel)
    {
        if (await tokens.HashOf(Kind(purpose), token, cancel, Longest) is not { } hash) return null;
        var now = clock.GetUtcNow();
        return await context.Set<StaffTicketRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash && row.Purpose == (short)purpose && row.ExpiresAt > now, cancel);
    }

    /// <summary>In the caller's transaction: false where somebody else has just used it.</summary>
    public static async Task<bool> Use(PortalDbContext context, StaffTicketRow ticket, CancellationToken cancel) =>
        await context.Set<StaffTicketRow>().Where(row => row.Hash == ticket.Hash).ExecuteDeleteAsync(cancel) == 1;

    public static Task Withdraw(PortalDbContext context, Guid person, CancellationToken cancel, params TicketPurpose[] purposes)
    {
        var numbers = purposes.SelectMany(AndItsKind).Select(purpose => (short)purpose).ToArray();
        return context.Set<StaffTicketRow>().Where(row => row.PersonId == person && numbers.Contains(row.Purpose)).ExecuteDeleteAsync(cancel);
    }

    /// <summary>What stands between two steps goes together, whatever the first step was.</summary>
    private static TicketPurpose[] AndItsKind(TicketPurpose purpose) =>
        purpose == TicketPurpose.SecondFactor ? [TicketPurpose.SecondFactor, TicketPurpose.SecondFactorAfterProvider] : [purpose];

    private ValueTask<byte[]> Hash(TicketPurpose purpose, string token, CancellationToken cancel) => tokens.Hash(Kind(purpose), token, cancel);

    private static string Kind(TicketPurpose purpose) => $"ticket-{(short)purpose}";
}
