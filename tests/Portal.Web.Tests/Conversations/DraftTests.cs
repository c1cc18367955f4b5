using System.Net;
using NSubstitute;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>The draft that a page saves when its circuit is gone.</summary>
public sealed class DraftTests : IClassFixture<SharedEdgeHost>
{
    private readonly SharedEdgeHost host;
    private readonly ConversationId conversation = Id.New<ConversationId>();

    public DraftTests(SharedEdgeHost host)
    {
        this.host = host;
        host.Ports.Drafts.Save(Arg.Any<Actor>(), conversation, Arg.Any<ClinicalText>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<Done>>(Done.It));
    }

    [Theory]
    [InlineData("half a sen")]
    [InlineData("  \n ")]
    [InlineData("")]
    public async Task Any_unsent_words_are_saved_to_the_letter(string text)
    {
        var answer = await Put($$"""{ "text": {{System.Text.Json.JsonSerializer.Serialize(text)}} }""");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await host.Ports.Drafts.Received(1).Save(Arg.Is<Actor>(actor => actor.PersonId == Someone.Patient.PersonId), conversation, new ClinicalText(text), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "text": null }""")]
    [InlineData("""{ "text": "a", "more": 1 }""")]
    public async Task What_is_no_draft_is_400(string body) => Assert.Equal("validation", await (await Put(body)).Problem());

    [Fact]
    public async Task A_draft_longer_than_a_message_is_400() =>
        Assert.Equal(["$.text"], await (await Put($$"""{ "text": "{{new string('a', TextRules.MessageLimit + 1)}}" }""")).Objections());

    [Fact]
    public async Task What_the_port_refuses_is_refused()
    {
        host.Ports.Drafts.Save(Arg.Any<Actor>(), conversation, Arg.Any<ClinicalText>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<Done>>(Refusal.NotFound));
        Assert.Equal("not-found", await (await Put("""{ "text": "a" }""")).Problem());
    }

    private Task<HttpResponseMessage> Put(string body) => host.Patient().PutAsync(new Uri($"/api/v1/conversations/{conversation}/draft", UriKind.Relative), EdgeClients.Json(body));
}
