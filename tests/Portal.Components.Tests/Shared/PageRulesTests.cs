using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Portal.Web.Shared.Texts;
using Xunit;

namespace Portal.Components.Tests.Shared;

/// <summary>What holds for every page and component of the portal.</summary>
public sealed partial class PageRulesTests
{
    private static readonly Type[] Pages = [.. typeof(CommonTexts).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any())];

    [Fact]
    public void The_pages_are_found() => Assert.True(Pages.Length >= 4);

    /// <summary>Without a base element, which the Content-Security-Policy forbids, Blazor takes the folder of the page's address for its root.</summary>
    [Fact]
    public void Every_page_is_one_segment_deep() =>
        Assert.All(Pages.SelectMany(page => page.GetCustomAttributes<RouteAttribute>()), route => Assert.DoesNotContain('/', route.Template.TrimStart('/')));

    [Fact]
    public void Every_page_says_who_is_shown_it() =>
        Assert.All(Pages, page => Assert.True(page.GetCustomAttributes<AuthorizeAttribute>().Any() || page.GetCustomAttributes<AllowAnonymousAttribute>().Any(), page.Name));

    [Theory]
    [InlineData(@"\sstyle\s*=", "an inline style")]
    [InlineData(@"<script(?![^>]*\ssrc=)[^>]*>", "an inline script")]
    [InlineData(@"<style", "a style element")]
    [InlineData(@"(?-i:\son[a-z]+\s*=)", "an inline handler")]
    [InlineData(@"javascript:", "a script address")]
    [InlineData(@"MarkupString|AddMarkupContent", "markup made of text")]
    public void No_component_has(string pattern, string what)
    {
        var files = Directory.EnumerateFiles(Repository.Path("Portal.Web"), "*.razor", SearchOption.AllDirectories).ToList();
        Assert.True(files.Count > 40, "the components were not found");
        var found = files.Where(file => Regex.IsMatch(WithoutComments(File.ReadAllText(file)), pattern, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)));
        Assert.True(!found.Any(), $"{what}: {string.Join(", ", found.Select(Path.GetFileName))}");
    }

    private static string WithoutComments(string razor) => Comment.Replace(razor, "");

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Comment { get; }
}
