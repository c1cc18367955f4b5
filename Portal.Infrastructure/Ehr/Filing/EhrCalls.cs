using System.Globalization;
using System.Text.Json;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What filing asks of the EHR. Each request is sent once. <c>X-Request-Id</c> is the delivery's id with the number of the try behind it: the board and the EHR's own log can be
/// laid side by side, and tries told apart.
/// </summary>
internal sealed class EhrCalls(EhrConnection connection, EhrHealth health)
{
    private FhirClient Client => connection.Client;

    public async Task<EhrReply> Create(FrozenFiling frozen, OutboxDeliveryRow delivery, CancellationToken cancel) => frozen.IsTransaction
        ? FirstOf(Heard(await Client.Transaction(frozen.Body, Try(delivery), cancel)))
        : Heard(await Client.Create(frozen.Type, frozen.Body, frozen.Guarantee == Profiles.FilingGuarantee.Conditional ? new IdentifierQuery(frozen.KeySystem, frozen.KeyValue) : null, Try(delivery), cancel));

    public async Task<EhrReply> Update(FrozenFiling frozen, OutboxDeliveryRow delivery, CancellationToken cancel) => frozen.IsTransaction
        ? FirstOf(Heard(await Client.Transaction(frozen.Body, Try(delivery), cancel)))
        : Heard(await Client.Update(frozen.Type, frozen.Update!.Id, frozen.Body, frozen.Update.VersionId, Try(delivery), cancel));

    public async Task<EhrReply> Put(byte[] body, string type, string id, string? version, CancellationToken cancel) =>
        Heard(await Client.Update(type, id, body, version, Single(), cancel));

    public async Task<EhrReply> PutProvenance(byte[] body, Guid id, CancellationToken cancel) =>
        Heard(await Client.Update(nameof(Provenance), id.ToString("D"), body, ifMatch: null, Single(), cancel));

    public async Task<EhrReply> AddProvenance(byte[] body, CancellationToken cancel) =>
        Heard(await Client.Create(nameof(Provenance), body, ifNoneExist: null, Single(), cancel));

    public async Task<EhrReply> Read(string type, string id, CancellationToken cancel) => Heard(await Client.Read(type, id, cancel));

    public async Task<EhrReply> Capabilities(CancellationToken cancel) => Heard(await Client.Capabilities(cancel));

    /// <summary>Everything of that type under the identifier. An answer that does not come to its end is no answer: what it left out may be what was looked for.</summary>
    public async Task<EhrFinding> Find(string type, string system, string value, CancellationToken cancel)
    {
        var hits = new List<JsonElement>();
        await foreach (var page in Client.Search(type, new IdentifierQuery(system, value).ToSearch(), cancel))
        {
            if (page is FhirPage.Stopped stop)
            {
                var reply = stop is { Why: SearchStop.Refused, Reply: { } refused } ? Heard(refused) : new EhrReply(EhrAnswer.Of(200, BodyKind.NotFhir));
                return new EhrFinding(reply, []);
            }

            health.Heard(EhrAnswer.Of(200, BodyKind.Resource));
            hits.AddRange(((FhirPage.Found)page).Matches.Where(one => KeptResource.TypeOf(one) == type));
        }

        return new EhrFinding(new EhrReply(EhrAnswer.Of(200, BodyKind.Resource)), hits);
    }

    private static string Try(OutboxDeliveryRow delivery) => string.Create(CultureInfo.InvariantCulture, $"{delivery.Id:D}.{delivery.Fence}");

    private static string Single() => Guid.CreateVersion7().ToString("D");

    private EhrReply Heard(FhirReply reply)
    {
        var heard = EhrReply.Of(reply);
        health.Heard(heard.Answer);
        return heard;
    }

    /// <summary>What the answer to a transaction says of its first entry, as if that had been sent alone; entries are answered in their order.</summary>
    private EhrReply FirstOf(EhrReply reply)
    {
        if (reply.Answer is not { Reach: Reach.Answered, Status: >= 200 and < 300 }) return reply;
        if (reply.Resource is not { } bundle || Member(bundle, "entry") is not { ValueKind: JsonValueKind.Array } entries || entries.GetArrayLength() == 0 || Member(entries[0], "response") is not { } response)
            return reply with { Answer = EhrAnswer.Of(200, BodyKind.NotFhir), Resource = null };
        var written = Text(response, "status");
        var status = written?.Length >= 3 && int.TryParse(written.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var place = ResourceAddress.Of(Text(response, "location"), Client.Endpoint);
        var resource = Member(entries[0], "resource");
        return new EhrReply(EhrAnswer.Of(status, resource is null ? BodyKind.Empty : BodyKind.Resource))
        {
            Resource = resource,
            Location = place,
            Version = ETags.VersionOf(Text(response, "etag")) ?? place?.Version ?? (resource is { } there ? KeptResource.VersionOf(there) : null),
        };
    }

    private static JsonElement? Member(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}

/// <summary>What a search found, and how it was answered.</summary>
internal sealed record EhrFinding(EhrReply Reply, IReadOnlyList<JsonElement> Hits)
{
    public override string ToString() => nameof(EhrFinding);
}
