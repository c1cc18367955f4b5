using Portal.Web.Conversations.Live;
using Portal.Web.Visits.Live;
using Xunit;

namespace Portal.Web.Tests.Shared.Hubs;

public sealed class HubDocumentTests
{
    /// <summary>With PORTAL_WRITE_DOCS=1 the file is written instead.</summary>
    [Theory]
    [InlineData("docs/hub-conversations.md", "/hubs/conversations", typeof(ConversationHub), typeof(ConversationPushes))]
    [InlineData("docs/hub-video.md", "/hubs/video", typeof(VideoHub), typeof(VideoPushes))]
    public async Task A_hubs_documentation_says_what_the_code_says(string document, string path, Type hub, Type pushes)
    {
        var file = Path.Combine(Repository(), document);
        var made = new HubDocument(path, hub, pushes).Write();
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1") await File.WriteAllTextAsync(file, made);
        Assert.Equal(made, await File.ReadAllTextAsync(file));
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
