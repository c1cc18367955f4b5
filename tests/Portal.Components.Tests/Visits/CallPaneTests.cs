using System.Diagnostics.CodeAnalysis;
using Microsoft.JSInterop;
using Portal.Domain.Shared;
using Portal.Web.Visits.Call;
using Xunit;

namespace Portal.Components.Tests.Visits;

public sealed class CallPaneTests
{
    private static readonly VisitId Visit = Id.New<VisitId>();
    private static readonly ConversationId Conversation = Id.New<ConversationId>();
    private readonly Browser browser = new();

    [Fact]
    public async Task A_call_is_opened_by_its_visit_and_conversation()
    {
        await using var pane = Pane();
        Assert.True(await pane.Open(Visit, Conversation, isAdmitted: true));
        Assert.Equal([$"import /modules/call-pane.js", $"open {Visit} {Conversation} True"], browser.Calls);
    }

    [Fact]
    public async Task A_module_that_is_not_there_is_not_there_and_is_looked_for_again()
    {
        browser.Failing = "import";
        await using var pane = Pane();
        Assert.False(await pane.IsThere());
        Assert.False(await pane.Open(Visit, Conversation, isAdmitted: true));
        browser.Failing = null;
        Assert.True(await pane.IsThere());
    }

    [Fact]
    public async Task A_module_that_does_not_take_the_call_has_not_opened_it()
    {
        browser.Failing = "open";
        await using var pane = Pane();
        Assert.False(await pane.Open(Visit, Conversation, isAdmitted: true));
    }

    [Fact]
    public async Task Before_the_layout_was_drawn_there_is_none()
    {
        await using var pane = new CallPane(browser);
        Assert.False(await pane.IsThere());
    }

    [Fact]
    public async Task A_page_that_is_gone_is_let_go_of_in_silence()
    {
        var pane = Pane();
        await pane.IsThere();
        browser.IsGone = true;
        await pane.DisposeAsync();
    }

    private CallPane Pane() => new(browser) { Address = "/modules/call-pane.js" };

    /// <summary>A page with one module, of which a call can fail.</summary>
    private sealed class Browser : IJSRuntime, IJSObjectReference
    {
        public List<string> Calls { get; } = [];

        public string? Failing { get; set; }

        public bool IsGone { get; set; }

        public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] TValue>(string identifier, object?[]? args) =>
            InvokeAsync<TValue>(identifier, CancellationToken.None, args);

        public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)] TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Calls.Add($"{identifier} {string.Join(' ', args ?? [])}");
            if (identifier == Failing) return ValueTask.FromException<TValue>(new JSException("it failed"));
            return ValueTask.FromResult(identifier == "import" ? (TValue)(object)this : default!);
        }

        public ValueTask DisposeAsync() => IsGone ? ValueTask.FromException(new JSDisconnectedException("the page is gone")) : ValueTask.CompletedTask;
    }
}
