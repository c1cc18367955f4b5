using System.Web;
using Microsoft.Playwright;
using Portal.Browser.Tests.Running;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Browser.Tests.People;

/// <summary>Somebody of the staff at the portal, signed in by the page as everybody is.</summary>
public sealed class Staff : IAsyncDisposable
{
    private readonly Window window;

    private readonly DemoStaff who;

    private Staff(Window window, DemoStaff who) => (this.window, this.who) = (window, who);

    public Window Window => window;

    public IPage Page => window.Page;

    public ConversationScreen Thread => new(Page.Locator(".thread"));

    /// <summary>The id of the conversation that is open.</summary>
    public string Conversation => HttpUtility.ParseQueryString(new Uri(Page.Url).Query)["conversation"] ?? throw new InvalidOperationException($"No conversation is open at {Page.Url}");

    public static async Task<Staff> SignIn(Browsers browsers, DemoStaff who, Screen? screen = null)
    {
        var staff = new Staff(await browsers.Open(screen), who);
        await staff.Page.GotoAsync($"{browsers.Portal.Address}/sign-in");
        await staff.Page.Locator("input[autocomplete=username]").FillAsync(who.UserName);
        await staff.Page.Locator("input[type=password]").FillAsync(who.Password);
        await staff.Page.Keyboard.PressAsync("Enter");
        await staff.Page.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal));
        return staff;
    }

    /// <summary>By the address, as from a bookmark.</summary>
    public Task GoTo(string path) => Page.GotoAsync(window.Portal.Address + path);

    /// <summary>From the inbox, by the patient's name, the conversation with the patient; waits for the composer, which comes when the conversation is there.</summary>
    public async Task Open(string patient)
    {
        await Page.Locator(".list .row:not([data-kind=team])").GetByText(patient, new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(Thread.Field).ToBeVisibleAsync();
    }

    /// <summary>The sign-in is too old for a signature from now on. The portal trusts for a moment what it read of a session: when it refuses a copy of the conversation, it knows.</summary>
    public async Task SignedInLongAgo(string conversation)
    {
        await window.Portal.AgeSignIns();
        await Until.True(async () => await Page.EvaluateAsync<int>("async (address) => (await fetch(address, { method: 'POST' })).status", $"/api/v1/conversations/{conversation}/exports") == 403);
        window.Forgive();
    }

    /// <summary>Whoever runs the portal leaves without a patient's name or word having come to the browser, in a page, an answer or a circuit's message.</summary>
    public async ValueTask DisposeAsync()
    {
        IReadOnlyList<string> told = who.RunsThePortal ? await window.ReceivedOf(ClinicalWords.All) : [];
        await window.DisposeAsync();
        Assert.True(told.Count == 0, $"{who.UserName} was told: {string.Join("; ", told)}");
    }
}

/// <summary>Who is who in the demo, with the passwords that ./run.sh prints.</summary>
public sealed record DemoStaff(string UserName, string Password, string DisplayName)
{
    /// <summary>Administrators, auditors and supervisors: ids, staff names, times and counts are all they are shown.</summary>
    public bool RunsThePortal { get; private init; }

    public static readonly DemoStaff Nurse = new("nurse", "demo-nurse-walks-quietly", "Nora Whitaker, RN");
    public static readonly DemoStaff Clinician = new("clinician", "demo-clinician-reads-charts", "Dr. Elin Lindqvist");
    public static readonly DemoStaff OtherClinician = new("clinician2", "demo-clinician2-counts-carbs", "Dr. Rafael Castellanos");
    public static readonly DemoStaff Coordinator = new("coordinator", "demo-coordinator-books-rooms", "Oliver Grant");
    public static readonly DemoStaff Supervisor = new("supervisor", "demo-supervisor-sees-numbers", "Sabine Keller") { RunsThePortal = true };
    public static readonly DemoStaff Administrator = new("administrator", "demo-administrator-turns-keys", "Adam Novak") { RunsThePortal = true };
    public static readonly DemoStaff Auditor = new("auditor", "demo-auditor-follows-chains", "Alma Reyes") { RunsThePortal = true };
}
