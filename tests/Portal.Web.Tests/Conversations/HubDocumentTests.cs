using Xunit;

namespace Portal.Web.Tests.Conversations;

public sealed class HubDocumentTests
{
    private const string Path = "docs/hub-conversations.md";

    /// <summary>With PORTAL_WRITE_DOCS=1 the file is written instead.</summary>
    [Fact]
    public async Task The_hubs_documentation_says_what_the_code_says()
    {
        var file = System.IO.Path.Combine(Repository(), Path);
        var made = HubDocument.Write();
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1") await File.WriteAllTextAsync(file, made);
        Assert.Equal(made, await File.ReadAllTextAsync(file));
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Portal.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
