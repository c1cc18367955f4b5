using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>Searches keep patients out of addresses, and end.</summary>
public sealed class SearchTests : ClientBench
{
    private const string Summary = "6f0a6e0e-3a55-4c1e-9a3b-0d8f3c1a7b10";

    [Theory]
    [InlineData("https://portal.example.org/fhir/sid/summary", Summary)]
    [InlineData("https://portal.example.org/fhir/sid/summary-version", Summary + ".2")]
    public async Task A_random_id_may_stand_in_the_address(string system, string value)
    {
        Server.Answer = ScriptedServer.Says(200, Page());
        Assert.Null((await Find(Client(), "Communication", new IdentifierQuery(system, value).ToSearch())).Stop);
        var sent = Server.Requests.Single();
        Assert.Equal(("GET", $"/fhir/Communication?identifier={Uri.EscapeDataString($"{system}|{value}")}", ""), (sent.Method, sent.Target, sent.Body));
    }

    [Theory]
    [InlineData("identifier", "http://hospital.example/mrn|12345", "identifier=http%3A%2F%2Fhospital.example%2Fmrn%7C12345")]
    [InlineData("birthdate", "1970-03-30", "birthdate=1970-03-30")]
    [InlineData("name", "Van de Heuvel & Sons", "name=Van%20de%20Heuvel%20%26%20Sons")]
    public async Task Anything_else_goes_as_a_form(string name, string value, string body)
    {
        Server.Answer = ScriptedServer.Says(200, Page());
        await Find(Client(), "Patient", new SearchParameters().And(name, value));
        var sent = Server.Requests.Single();
        Assert.Equal(("POST", "/fhir/Patient/_search", body, "application/x-www-form-urlencoded"), (sent.Method, sent.Target, sent.Body, sent.Header("Content-Type")));
    }

    [Fact]
    public void What_the_specification_reserves_is_escaped_in_an_identifier() =>
        Assert.Equal(@"http://x|a\,b\|c\$d\\e", SearchParameters.Token("http://x", @"a,b|c$d\e"));

    [Fact]
    public async Task Pages_are_followed_and_only_matches_are_found()
    {
        Server.Answer = context => ScriptedServer.Says(200, context.Request.Query.ContainsKey("page") ? Page(id: "b") : Page("?page=2", "a", "\"search\":{\"mode\":\"match\"},"))(context);
        var found = await Search();
        Assert.Null(found.Stop);
        Assert.Equal(["a", "b"], found.Ids);
        Assert.Equal("/fhir/?page=2", Server.Requests.Last().Target);
        Server.Answer = ScriptedServer.Says(200, Page(id: "c", search: "\"search\":{\"mode\":\"include\"},"));
        Assert.Empty((await Search()).Ids);
    }

    [Fact]
    public async Task A_link_that_repeats_what_was_kept_out_of_the_address_goes_as_a_form()
    {
        Server.Answer = context => ScriptedServer.Says(200, Server.Requests.Count > 1 ? Page() : Page("Patient?birthdate=1970-03-30&page=2&_count=1"))(context);
        Assert.Null((await Find(Client(), "Patient", new SearchParameters().And("birthdate", "1970-03-30"))).Stop);
        Assert.Equal(["POST /fhir/Patient/_search birthdate=1970-03-30", "POST /fhir/Patient/_search birthdate=1970-03-30&page=2&_count=1"], Server.Requests.Select(sent => $"{sent.Method} {sent.Target} {sent.Body}"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/fhir?page=2")]
    [InlineData("//elsewhere.example/fhir?page=2")]
    [InlineData("file:///etc/passwd")]
    public async Task A_link_to_another_origin_is_not_followed(string next)
    {
        Server.Answer = ScriptedServer.Says(200, Page(next));
        Assert.Equal(SearchStop.ForeignLink, (await Search()).Stop?.Why);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Another_port_is_another_origin()
    {
        await using var other = await ScriptedServer.Start();
        Server.Answer = ScriptedServer.Says(200, Page(new Uri(other.Fhir, "?page=2").AbsoluteUri));
        Assert.Equal(SearchStop.ForeignLink, (await Search(new BasicCredentials("lab", "secret"))).Stop?.Why);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Pages_without_end_end()
    {
        var page = 0;
        Server.Answer = context => ScriptedServer.Says(200, Page($"?page={++page}", $"id-{page}"))(context);
        var found = await Search(with: endpoint => endpoint with { PageLimit = 5 });
        Assert.Equal((SearchStop.TooManyPages, 5), (found.Stop?.Why, found.Ids.Count));
        Assert.Equal(5, Server.Requests.Count);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_is_not_asked_for_again()
    {
        Server.Answer = ScriptedServer.Says(200, Page("?page=1"));
        Assert.Equal(SearchStop.TooManyPages, (await Search()).Stop?.Why);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task Pages_together_have_a_limit_of_bytes()
    {
        var page = 0;
        Server.Answer = context => ScriptedServer.Says(200, Page($"?page={++page}", $"id-{page}"))(context);
        var found = await Search(with: endpoint => endpoint with { BodyLimit = Page("?page=1", "id-1").Length + 4, PageLimit = 1_000 });
        Assert.Equal(SearchStop.TooManyBytes, found.Stop?.Why);
        Assert.InRange(Server.Requests.Count, 10, 12);
    }

    [Theory]
    [InlineData(200, "<html/>", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Patient"}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"collection"}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":{}}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":[null]}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"urn:uuid:1"}]}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"id":"a"}}]}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","total":1}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":[],"entry":[{"resource":{"resourceType":"Communication","id":"a"}}]}""", SearchStop.BrokenPage)]
    [InlineData(200, """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Communication","id":"a","id":"b"}}]}""", SearchStop.BrokenPage)]
    [InlineData(400, "", SearchStop.Refused)]
    [InlineData(403, "", SearchStop.Refused)]
    [InlineData(503, "", SearchStop.Refused)]
    internal async Task What_is_no_page_ends_the_search(int status, string body, SearchStop why)
    {
        Server.Answer = ScriptedServer.Says(status, body);
        Assert.Equal(why, (await Search()).Stop?.Why);
        Assert.Single(Server.Requests);
    }

    /// <summary>What a server that is not exact about it found is found all the same.</summary>
    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[]}""", "")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","total":0,"entry":null,"link":[]}""", "")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","link":null,"entry":[{"resource":{"resourceType":"Communication","id":"a","category":[],"note":null,"topic":{},"status":""}}]}""", "a")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","id":"","meta":{},"entry":[{"search":{"mode":"match","score":null},"resource":{"resourceType":"Communication","id":"a","status":"done","sent":"yesterday"}}]}""", "a")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Communication","id":"a"}},{"search":{},"resource":{"resourceType":"Communication","id":"b","subject":[]}}]}""", "a b")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"search":{"mode":"outcome"},"resource":{}},{"resource":{"resourceType":"Communication","id":"a"}}],"link":[{"relation":"next"},{"relation":"self","url":"x"}]}""", "a")]
    public async Task What_is_nearly_a_page_is_read(string body, string ids)
    {
        Server.Answer = ScriptedServer.Says(200, "\uFEFF" + body);
        var found = await Search();
        Assert.Null(found.Stop);
        Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), found.Ids);
    }

    private Task<Finding> Search(IFhirCredentials? credentials = null, Func<FhirEndpoint, FhirEndpoint>? with = null) =>
        Find(Client(credentials, with), "Communication", new SearchParameters().And("identifier", Summary));

    private static async Task<Finding> Find(FhirClient client, string type, SearchParameters parameters)
    {
        var ids = new List<string>();
        await foreach (var page in client.Search(type, parameters, CancellationToken.None))
        {
            if (page is FhirPage.Stopped stop) return new Finding(ids, stop);
            ids.AddRange(((FhirPage.Found)page).Matches.Select(match => match.GetProperty("id").GetString()!));
        }

        return new Finding(ids, null);
    }

    private sealed record Finding(IReadOnlyList<string> Ids, FhirPage.Stopped? Stop);

    private static string Page(string? next = null, string id = "a", string search = "")
    {
        var link = next is null ? "" : $$""" "link":[{"relation":"next","url":"{{next}}"}],""";
        return $$"""{"resourceType":"Bundle","type":"searchset",{{link}}"entry":[{ {{search}} "resource":{"resourceType":"Communication","id":"{{id}}","status":"completed"} }]}""";
    }
}
