using Microsoft.Playwright;
using Portal.Browser.Tests.Running;

namespace Portal.Browser.Tests.People;

/// <summary>A patient on the hospital's own page, which is another origin; the portal's widget is framed in it.</summary>
public sealed class Patient : IAsyncDisposable
{
    private readonly Window window;

    private Patient(Window window) => this.window = window;

    public Window Window => window;

    public IPage Page => window.Page;

    public IFrameLocator Widget => Page.FrameLocator("iframe");

    public ConversationScreen Thread => new(Widget.Locator("body"));

    /// <summary>Signs in to the hospital's page; the widget opens by itself in the conversation.</summary>
    public static async Task<Patient> SignIn(Browsers browsers, string name, Screen? screen = null)
    {
        var patient = new Patient(await browsers.Open(screen));
        await patient.Page.GotoAsync($"{browsers.Portal.Hospital}/demo/hospital");
        await patient.Page.GetByLabel("I am").SelectOptionAsync(new SelectOptionValue { Label = name });
        await patient.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(patient.Thread.Field).ToBeVisibleAsync();
        return patient;
    }

    /// <summary>Loads the hospital's page anew in the same tab; it still knows who this is.</summary>
    public async Task ComeBack()
    {
        await Page.GotoAsync($"{window.Portal.Hospital}/demo/hospital");
        await Assertions.Expect(Thread.Field).ToBeVisibleAsync();
    }

    public ValueTask DisposeAsync() => window.DisposeAsync();
}
