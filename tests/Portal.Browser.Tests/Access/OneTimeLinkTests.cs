using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Browser.Tests.Access;

/// <summary>The patient's application on its own, by a one-time link that the hospital's back end asked for.</summary>
[Collection(BrowserTests.Name)]
public sealed class OneTimeLinkTests(Browsers browsers)
{
    [Fact]
    public async Task A_link_opens_the_conversation_once_and_its_code_leaves_the_address()
    {
        var link = await Link();
        Assert.StartsWith($"{browsers.Portal.Address}/me#", link, StringComparison.Ordinal);
        await using var patient = await browsers.Open(Screen.Phone);
        await patient.Page.GotoAsync(link);
        var thread = new ConversationScreen(patient.Page.Locator("body"));
        await Assertions.Expect(thread.Field).ToBeVisibleAsync();
        Assert.Equal($"{browsers.Portal.Address}/me", patient.Page.Url);
        var text = $"by a link, {Guid.CreateVersion7():N}";
        await thread.Send(text);
        await thread.Sees(text);
        Assert.Empty(patient.Complaints);

        await using var other = await browsers.Open();
        await other.Page.GotoAsync(link);
        await Assertions.Expect(other.Page.GetByText("Please sign in again at the hospital's page")).ToBeVisibleAsync();
        Assert.False(await other.Received(text));
    }

    private async Task<string> Link()
    {
        var settings = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(PortalProgram.WithPages.Folder, "appsettings.Development.json")));
        using var backEnd = new HttpClient();
        backEnd.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.GetProperty("Demo").GetProperty("IntegrationKey").GetString());
        using var response = await backEnd.PostAsJsonAsync(
            $"{browsers.Portal.Address}/api/v1/sessions/links",
            new
            {
                patient = new { identifier = new { system = "urn:demo:mrn", value = "1005" }, name = new { given = "Ingrid", family = "Solberg" } },
                conversation = new { careTeam = "cardiology" },
                origin = browsers.Portal.Hospital,
            });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }
}
