using Portal.Testing.Database;
using Xunit;

namespace Portal.Web.Tests.Composition;

/// <summary>The program itself, as an operator calls it, in production and without any setting but those named.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task The_first_key_is_made_where_nothing_is_set_up_yet()
    {
        var keys = TestFiles.New("keys");
        var (code, output, errors) = await ProgramRun.Of(["keys", "create"], ("Keys__Directory", keys));
        Assert.True(code == 0, errors);
        Assert.Contains("The first key-encryption key is made", output, StringComparison.Ordinal);
        var made = await File.ReadAllTextAsync(Path.Combine(keys, "kek-1.key"));
        (code, output, _) = await ProgramRun.Of(["keys", "create"], ("Keys__Directory", keys));
        Assert.Equal(0, code);
        Assert.Contains("already", output, StringComparison.Ordinal);
        Assert.Equal(made, await File.ReadAllTextAsync(Path.Combine(keys, "kek-1.key")));
    }

    [Theory]
    [InlineData("keys create", "Keys:Directory is not set")]
    [InlineData("setup --user-name x", "There is no connection string")]
    [InlineData("migrate", "There is no connection string")]
    [InlineData("verify-audit", "There is no connection string")]
    [InlineData("ehr rotate-keys", "There is no connection string")]
    public async Task What_is_missing_is_one_line_and_no_stack_trace(string line, string missing)
    {
        var (code, _, errors) = await ProgramRun.Of(line.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(missing, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_explains_itself_where_nothing_is_configured()
    {
        var (code, output, _) = await ProgramRun.Of(["setup", "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("--user-name", output, StringComparison.Ordinal);
        Assert.Contains("PORTAL_SETUP_USER_NAME", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_says_everything_that_is_missing_at_once()
    {
        var (code, _, errors) = await ProgramRun.Of([]);
        Assert.Equal(1, code);
        Assert.Contains("Portal:PublicUrl is missing", errors, StringComparison.Ordinal);
        Assert.Contains("Mail:Host is missing", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        (code, _, errors) = await ProgramRun.Of([], ("Portal__PublicUrl", "https://portal.test"), ("Mail__Host", "mail.test"), ("Mail__From", "portal@clinic.example"));
        Assert.Equal(1, code);
        Assert.Equal("There is no connection string 'Portal'. Set ConnectionStrings__Portal.", errors.Trim());
    }

    [Fact]
    public async Task A_word_that_is_no_command_lists_those_that_are()
    {
        var (code, _, errors) = await ProgramRun.Of(["frobnicate"]);
        Assert.Equal(2, code);
        foreach (var name in (string[])["keys create", "migrate", "setup", "verify-audit", "ehr rotate-keys"]) Assert.Contains(name, errors, StringComparison.Ordinal);
    }
}
