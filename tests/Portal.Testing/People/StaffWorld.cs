using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Testing.People;

/// <summary>A member of staff as a test knows one: what is typed, and what the phone holds.</summary>
public sealed record StaffPerson(PersonId Id, string UserName, string Email, byte[] Secret)
{
    public const string Password = "violet tractor seven lamps";

    /// <summary>What the authenticator app shows then.</summary>
    public string CodeAt(DateTimeOffset at) => OneTimeCode.At(Secret, OneTimeCode.StepAt(at));
}

/// <summary>Staff for tests: accounts written straight into the database, sign-ins through the ports, and a look at mails and audit.</summary>
public sealed class StaffWorld(IServiceProvider services)
{
    public static readonly Browser Somewhere = new("192.0.2.10");
    private static string? hash;
    private readonly IDbContextFactory<PortalDbContext> contexts = services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>With <see cref="StaffPerson.Password"/>, and an authenticator app unless said otherwise.</summary>
    public async Task<StaffPerson> Person(StaffRoles roles = StaffRoles.Practitioner, bool hasSecondFactor = true)
    {
        var id = Id.New<PersonId>();
        var name = "p" + id.Value.ToString("N");
        var account = new StaffAccount
        {
            Id = id.Value,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = $"{name}@clinic.example",
            NormalizedEmail = $"{name}@clinic.example".ToUpperInvariant(),
            DisplayName = $"Person {id}",
            Roles = (int)roles,
            CreatedAt = clock.GetUtcNow(),
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
        };
        account.PasswordHash = hash ??= Get<IPasswordHasher<StaffAccount>>().HashPassword(account, StaffPerson.Password);
        var person = new StaffPerson(id, name, account.Email, Guid.CreateVersion7().ToByteArray()[..16].Concat(new byte[4]).ToArray());
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(account);
        await context.SaveChangesAsync();
        if (!hasSecondFactor) return person;
        var key = await Get<KeyVault>().Organisation(DataKeyKind.Organisation, CancellationToken.None);
        context.Add(new SecondFactorRow { PersonId = id.Value, Secret = key.Seal(person.Secret, Context.Of("second-factor", id.Value)), ConfirmedAt = clock.Now() });
        await context.SaveChangesAsync();
        return person;
    }

    /// <summary>The person has no authenticator app any more, whatever else there is.</summary>
    public async Task ForgetApp(StaffPerson person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Set<SecondFactorRow>().Where(row => row.PersonId == person.Id.Value).ExecuteDeleteAsync();
    }

    /// <summary>Signs in by a passkey or the hospital's provider alone.</summary>
    public async Task ForgetPassword(StaffPerson person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Users.Where(row => row.Id == person.Id.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, (string?)null));
    }

    /// <summary>What is stored of a passkey, for whoever counts them: it opens nothing.</summary>
    public async Task GivePasskey(StaffPerson person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(new IdentityUserPasskey<Guid>
        {
            UserId = person.Id.Value,
            CredentialId = person.Secret,
            Data = new IdentityPasskeyData { Name = "Key", CreatedAt = clock.Now(), PublicKey = [1], AttestationObject = [1], ClientDataJson = [1] },
        });
        await context.SaveChangesAsync();
    }

    /// <summary>A hospital's directory: an integration with a key that manages people.</summary>
    public async Task<Actor> Directory()
    {
        var id = Id.New<IntegrationId>();
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(new IntegrationRow { Id = id.Value, Name = $"Directory {id}", CreatedAt = clock.Now() });
        context.Add(new IntegrationKeyRow { Id = Guid.CreateVersion7(), IntegrationId = id.Value, Prefix = "directory", Hash = id.Value.ToByteArray(), Scopes = (int)IntegrationScopes.PeopleManage, CreatedAt = clock.Now() });
        await context.SaveChangesAsync();
        return new Actor { Kind = ActorKind.Integration, PersonId = Id.New<PersonId>(), Integration = id, Scopes = IntegrationScopes.PeopleManage };
    }

    public async Task RevokeKeys(Actor directory)
    {
        var (integration, now) = (directory.Integration!.Value.Value, clock.Now());
        await using var context = await contexts.CreateDbContextAsync();
        await context.Set<IntegrationKeyRow>().Where(row => row.IntegrationId == integration).ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, now));
    }

    public async Task Suspend(StaffPerson person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Users.Where(row => row.Id == person.Id.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false));
    }

    /// <summary>As if two administrators had given them.</summary>
    public async Task Give(StaffPerson person, StaffRoles roles)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Users.Where(row => row.Id == person.Id.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.Roles, (int)roles));
    }

    /// <summary>One administrator has asked for these roles, and no other has given them yet.</summary>
    public async Task AskFor(StaffPerson person, StaffRoles roles)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(new RoleRequestRow { Id = Guid.CreateVersion7(), PersonId = person.Id.Value, Kind = (short)StaffRequestKind.Roles, Roles = (int)roles, RequestedBy = person.Id.Value, RequestedAt = clock.Now() });
        await context.SaveChangesAsync();
    }

    /// <summary>The account is that person's at that provider.</summary>
    public async Task Link(StaffPerson person, string issuer, string subject)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.Add(new IdentityUserLogin<Guid> { LoginProvider = issuer, ProviderKey = subject, UserId = person.Id.Value });
        await context.SaveChangesAsync();
    }

    public async Task<bool> IsLinked(StaffPerson person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Set<IdentityUserLogin<Guid>>().AnyAsync(row => row.UserId == person.Id.Value);
    }

    public Task<Outcome<SignInStep>> TryPassword(string userName, string password, Browser? browser = null) =>
        Get<IStaffSignIn>().WithPassword(new PasswordAttempt(userName, password, browser ?? Somewhere), CancellationToken.None);

    /// <summary>The ticket after the right password.</summary>
    public async Task<string> Ticket(StaffPerson person, Browser? browser = null) => (await TryPassword(person.UserName, StaffPerson.Password, browser)).Value.Ticket!;

    /// <summary>Password and code, the whole way.</summary>
    public async Task<SignedIn> SignIn(StaffPerson person, Browser? browser = null) =>
        (await Get<IStaffSignIn>().WithCode(await Ticket(person, browser), person.CodeAt(clock.GetUtcNow()), browser ?? Somewhere, CancellationToken.None)).Value.SignedIn!;

    /// <summary>Who the session stands for now; null for nobody.</summary>
    public async Task<Actor?> ActorOf(SessionId session) => await Get<ICredentials>().OfStaffSession(session, CancellationToken.None);

    public async Task<Actor> SignedIn(StaffPerson person) => (await ActorOf((await SignIn(person)).Session))!;

    /// <summary>A signed-in person of those roles.</summary>
    public async Task<Actor> Actor(StaffRoles roles) => await SignedIn(await Person(roles));

    /// <summary>Subjects and texts of the mails asked for to this person, oldest first.</summary>
    public async Task<IReadOnlyList<(string To, string Subject, string Text)>> MailsTo(PersonId person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var rows = await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => row.PersonId == person.Value && row.Kind == (short)OutboxKind.MailRequested).OrderBy(row => row.Id).ToListAsync();
        var mails = new List<(string, string, string)>();
        foreach (var row in rows)
        {
            var mail = await Get<RequestedMails>().Open(row, CancellationToken.None);
            mails.Add((mail.To, mail.Subject, mail.Text));
        }

        return mails;
    }

    /// <summary>The code of the newest link mailed to this person.</summary>
    public async Task<string> CodeOfMail(PersonId person)
    {
        var text = (await MailsTo(person)).Last(mail => mail.Text.Contains("?code=", StringComparison.Ordinal)).Text;
        return text[(text.IndexOf("?code=", StringComparison.Ordinal) + "?code=".Length)..].Split('\n')[0].Trim();
    }

    /// <summary>What the audit says of a person, as actor or subject, oldest first: action, outcome and code.</summary>
    public async Task<IReadOnlyList<(AuditAction Action, AuditOutcome Outcome, string? Code)>> Audit(PersonId person)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var rows = await context.Set<AuditEventRow>().AsNoTracking().Where(row => row.ActorId == person.Value || row.SubjectId == person.Value).OrderBy(row => row.Id).ToListAsync();
        return rows.ConvertAll(row => ((AuditAction)row.Action, (AuditOutcome)row.Outcome, row.Code));
    }
}
