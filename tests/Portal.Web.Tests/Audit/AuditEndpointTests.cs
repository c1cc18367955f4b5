using System.Net;
using System.Text;
using NSubstitute;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Audit;

public sealed class AuditEndpointTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private static readonly AuditExportId Export = Id.New<AuditExportId>();

    [Fact]
    public async Task An_export_is_asked_for_with_its_question()
    {
        var (person, session) = (Id.New<PersonId>(), Id.New<SessionId>());
        host.Ports.AuditExports.Request(Arg.Any<Actor>(), Arg.Any<AuditExportRequest>(), Arg.Any<CancellationToken>()).Returns(Export);
        using var response = await Auditor().PostAsync(
            "/api/v1/audit/exports",
            EdgeClients.Json($$$"""
            {"format":"csv","query":{"person":"{{{person}}}","session":"{{{session}}}","action":"signedIn","outcome":"refused","address":"10.0.0.7","isBreakGlass":false,"from":"2026-01-01T00:00:00.000Z"}}
            """));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(($"/api/v1/audit/exports/{Export}", Export.ToString()), (response.Headers.Location?.ToString(), (await response.Read()).GetProperty("id").GetString()));
        var query = new AuditQuery
        {
            Person = person,
            Session = session,
            Action = AuditAction.SignedIn,
            Outcome = AuditOutcome.Refused,
            Address = "10.0.0.7",
            IsBreakGlass = false,
            From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await host.Ports.AuditExports.Received().Request(Arg.Any<Actor>(), new AuditExportRequest(AuditExportFormat.Csv) { Query = query }, Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("{}", "$.format")]
    [InlineData("""{"format":"pdf"}""", "$.format")]
    [InlineData("""{"format":"csv","query":{"action":"nothing"}}""", "$.query.action")]
    [InlineData("""{"format":"csv","query":{"person":"nobody"}}""", "$.query.person")]
    public async Task A_question_that_is_none_is_refused_by_its_place(string body, string path)
    {
        using var response = await Auditor().PostAsync("/api/v1/audit/exports", EdgeClients.Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Read()).GetProperty("errors").TryGetProperty(path, out _));
    }

    [Trait("ASVS", "5.4.1")]
    [Trait("ASVS", "5.4.2")]
    [Fact]
    public async Task The_file_is_streamed_as_an_attachment()
    {
        host.Ports.AuditExports.Open(Arg.Any<Actor>(), Export, Arg.Any<CancellationToken>())
            .Returns(new AuditDownload("text/csv; charset=utf-8", "audit-1.csv", (output, cancel) => output.WriteAsync("id\r\n"u8.ToArray(), cancel).AsTask()));
        using var response = await Auditor().GetAsync($"/api/v1/audit/exports/{Export}");
        Assert.Equal(("text/csv; charset=utf-8", "attachment", "audit-1.csv"), (response.Content.Headers.ContentType?.ToString(), response.Content.Headers.ContentDisposition?.DispositionType, response.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal("id\r\n", Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
        host.Ports.AuditExports.Open(Arg.Any<Actor>(), Export, Arg.Any<CancellationToken>()).Returns(Refusal.Rule("export-over"));
        using var again = await Auditor().GetAsync($"/api/v1/audit/exports/{Export}");
        Assert.Equal("refused;export-over", await again.Problem());
    }

    [Fact]
    public async Task The_manifest_says_what_was_signed()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var manifest = new AuditManifest(Export, Id.New<PersonId>(), AuditExportFormat.Fhir, "{}", Id.New<AuditEventId>(), at, at.AddSeconds(2), 7, 99, new byte[32]) { Signature = [1, 2], KeyFingerprint = "ab" };
        host.Ports.AuditExports.Manifest(Arg.Any<Actor>(), Export, Arg.Any<CancellationToken>()).Returns(manifest);
        using var response = await Auditor().GetAsync($"/api/v1/audit/exports/{Export}/manifest");
        Assert.Equal("audit-20260301-120000.manifest.json", response.Content.Headers.ContentDisposition?.FileName);
        var json = await response.Read();
        Assert.Equal(
            ("portal-audit-export/1", "fhir", 7, new string('0', 64), "AQI="),
            (json.GetProperty("manifest").GetString(), json.GetProperty("format").GetString(), json.GetProperty("records").GetInt32(), json.GetProperty("sha256").GetString(), json.GetProperty("signature").GetString()));
    }

    [Fact]
    public async Task The_key_is_a_PEM_file()
    {
        host.Ports.AuditProof.PublicKey(Arg.Any<Actor>(), Arg.Any<CancellationToken>()).Returns(new AuditPublicKey("-----BEGIN PUBLIC KEY-----\n", "ab"));
        using var response = await Auditor().GetAsync("/api/v1/audit/key");
        Assert.Equal(("application/x-pem-file", "audit-key.pem"), (response.Content.Headers.ContentType?.ToString(), response.Content.Headers.ContentDisposition?.FileName));
    }

    private HttpClient Auditor()
    {
        var client = host.Staff(Someone.StaffSession);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }
}
