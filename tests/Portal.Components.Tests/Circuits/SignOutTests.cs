using Bunit;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Web.Composition.Layout;
using Xunit;

namespace Portal.Components.Tests.Circuits;

public sealed class SignOutTests
{
    /// <summary>A circuit could end the session, but never take the cookie: only an answer to a request does.</summary>
    [Fact]
    public async Task The_menu_signs_out_by_a_plain_form()
    {
        await using var portal = new PortalContext();
        var form = portal.Render<AppBar>(bar => bar.Add(one => one.Person, People.Nurse)).Find(".menu-panel form");
        Assert.Equal(("post", "/sign-out"), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.Equal("Sign out", form.QuerySelector("button[type=submit]")!.TextContent.Trim());
        Assert.False(form.HasAttribute("blazor:onsubmit"));
    }
}
