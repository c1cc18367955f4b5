using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Testing.Ehr;

/// <summary>FHIR R4's REST over the store, as far as one type, one id and identifiers go (hl7.org/fhir/R4/http.html).</summary>
internal sealed class FhirRest(FhirStore store, FhirServerSettings settings)
{
    public string Base { get; set; } = "";

    public FhirReplyOfTest Answer(FhirCall call, FhirTroubleKind trouble)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (call.Method, parts) switch
        {
            ("GET", ["metadata"]) => new FhirReplyOfTest(200, FhirMetadata.Of(settings)),
            ("POST", []) => Transaction(call, trouble),
            ("POST", [var type, "_search"]) => Search(type, Form(call.Text), call, trouble),
            ("GET", [var type]) => Search(type, Form(call.Target.Split('?') is [_, var query] ? query : ""), call, trouble),
            ("POST", [var type]) => Parsed(call, sent => Create(type, sent, Header(call, "If-None-Exist"), trouble)),
            ("GET", [var type, var id]) => Found(store.Read(type, id), 200),
            ("GET", [var type, var id, "_history", var version]) => Found(store.Versions(type, id).FirstOrDefault(one => FhirStore.VersionOf(one) == version), 200),
            ("PUT", [var type, var id]) => Parsed(call, sent => Update(type, id, sent, Header(call, "If-Match"), trouble)),
            _ => FhirReplyOfTest.Refusal(405, "not-supported", "Not here."),
        };
    }

    private static FhirReplyOfTest Parsed(FhirCall call, Func<JsonObject, FhirReplyOfTest> act)
    {
        if (Header(call, "Content-Type")?.StartsWith("application/fhir+json", StringComparison.Ordinal) != true) return FhirReplyOfTest.Refusal(415, "not-supported", "Not FHIR JSON.");
        try
        {
            return JsonNode.Parse(call.Body) is JsonObject sent ? act(sent) : FhirReplyOfTest.Refusal(400, "structure", "Not an object.");
        }
        catch (JsonException)
        {
            return FhirReplyOfTest.Refusal(400, "structure", "Not JSON.");
        }
    }

    private FhirReplyOfTest Create(string type, JsonObject sent, string? ifNoneExist, FhirTroubleKind trouble)
    {
        if (settings.Forbidden.Contains(type)) return FhirReplyOfTest.Refusal(403, "forbidden", "Not for you.", element: null);
        if (!settings.Writable.Contains(type)) return FhirReplyOfTest.Refusal(405, "not-supported", "This type cannot be created.");
        if (FhirStore.TypeOf(sent) != type) return FhirReplyOfTest.Refusal(400, "invalid", "Another type.");
        if (sent["id"] is not null) return FhirReplyOfTest.Refusal(400, "invalid", "An id on create.");
        if (Objection(sent) is { } objection) return objection;
        if (ifNoneExist is not null && settings.ConditionalCreate && trouble != FhirTroubleKind.IgnoresIfNoneExist)
        {
            var there = store.ByIdentifier(type, Token(Form(ifNoneExist)), TimeSpan.Zero);
            if (there.Count > 1) return FhirReplyOfTest.Refusal(412, "multiple-matches", "More than one.");
            if (there.Count == 1) return Stored(there[0], 200);
        }

        return Stored(store.Add(sent), 201);
    }

    private FhirReplyOfTest Update(string type, string id, JsonObject sent, string? ifMatch, FhirTroubleKind trouble)
    {
        if (settings.Forbidden.Contains(type)) return FhirReplyOfTest.Refusal(403, "forbidden", "Not for you.", element: null);
        if (!settings.Update && !settings.UpdateCreate) return FhirReplyOfTest.Refusal(405, "not-supported", "Nothing is updated here.");
        if ((string?)sent["id"] != id || FhirStore.TypeOf(sent) != type) return FhirReplyOfTest.Refusal(400, "invalid", "Another id.");
        if (Objection(sent) is { } objection) return objection;
        if (store.Read(type, id) is not { } there)
        {
            if (ifMatch is not null) return FhirReplyOfTest.Refusal(404, "not-found", "Nothing there.");
            return settings.UpdateCreate ? Stored(store.Put(sent, id), 201) : FhirReplyOfTest.Refusal(405, "not-supported", "Ids are the server's.");
        }

        if (ifMatch is not null && trouble != FhirTroubleKind.IgnoresIfMatch && ifMatch != ETag(there)) return FhirReplyOfTest.Refusal(412, "conflict", "Another version.");
        return Stored(store.Put(sent, id), 200);
    }

    /// <summary>All or nothing, each entry refused as it would be alone; a reference to another entry's <c>fullUrl</c> becomes the id that entry got.</summary>
    private FhirReplyOfTest Transaction(FhirCall call, FhirTroubleKind trouble) => Parsed(call, sent =>
    {
        if (!settings.Transaction || (string?)sent["type"] != "transaction") return FhirReplyOfTest.Refusal(405, "not-supported", "No transactions here.");
        var before = store.Mark;
        var answers = new JsonArray();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in sent["entry"]!.AsArray().OfType<JsonObject>())
        {
            var resource = (JsonObject)JsonNode.Parse(ids.Aggregate(entry["resource"]!.ToJsonString(), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal)))!;
            var request = entry["request"]!;
            var parts = ((string)request["url"]!).Split('/');
            var reply = (string)request["method"]! == "POST"
                ? Create(parts[0], resource, (string?)request["ifNoneExist"], trouble)
                : Update(parts[0], parts[1], resource, (string?)request["ifMatch"], trouble);

            if (reply.Status >= 400)
            {
                store.Undo(before);
                return reply;
            }

            if ((string?)entry["fullUrl"] is { } full) ids[full] = $"{parts[0]}/{(string)reply.Body!["id"]!}";
            answers.Add(new JsonObject
            {
                ["response"] = new JsonObject { ["status"] = reply.Status == 201 ? "201 Created" : "200 OK", ["location"] = reply.Location, ["etag"] = reply.ETag },
                ["resource"] = reply.Body!.DeepClone(),
            });
        }

        return new FhirReplyOfTest(200, new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction-response", ["entry"] = answers });
    });

    private FhirReplyOfTest Search(string type, Dictionary<string, string> form, FhirCall call, FhirTroubleKind trouble)
    {
        var isOurs = settings.Writable.Contains(type);
        if (isOurs && !settings.SearchByIdentifier) return FhirReplyOfTest.Refusal(400, "not-supported", "No such parameter.");
        var found = store.ByIdentifier(type, Token(form), isOurs ? settings.IndexLag : TimeSpan.Zero, settings.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var page = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["total"] = found.Count };
        if (trouble == FhirTroubleKind.PagesForEver) page["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = $"{Base}/{type}?page={Guid.NewGuid():N}" });
        if (found.Count > 0)
        {
            page["entry"] = new JsonArray([.. found.Select(one => new JsonObject
            {
                ["fullUrl"] = $"{Base}/{type}/{(string)one["id"]!}",
                ["resource"] = one.DeepClone(),
                ["search"] = new JsonObject { ["mode"] = "match" },
            })]);
        }

        return new FhirReplyOfTest(200, settings.Sloppy ? Sloppy(page) : page);
    }

    private static JsonObject Sloppy(JsonObject page)
    {
        page["entry"] ??= new JsonArray();
        page["link"] ??= new JsonArray();
        page["meta"] = new JsonObject();
        foreach (var resource in page["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()))
        {
            resource["name"] = new JsonArray();
            resource["gender"] = "M";
            resource["birthDate"] = "";
            resource["photo"] = null;
        }

        return page;
    }

    private FhirReplyOfTest Stored(JsonObject kept, int status)
    {
        var place = $"{FhirStore.TypeOf(kept)}/{(string)kept["id"]!}/_history/{FhirStore.VersionOf(kept)}";
        return new FhirReplyOfTest(status, settings.ReturnsResource || status == 200 ? kept : null)
        {
            Location = settings.RelativeLocation ? place : $"{Base}/{place}",
            ETag = settings.HasETag ? ETag(kept) : null,
        };
    }

    private FhirReplyOfTest Found(JsonObject? kept, int status) => kept is null
        ? FhirReplyOfTest.Refusal(404, "not-found", "Nothing there.")
        : new FhirReplyOfTest(status, kept) { ETag = settings.HasETag ? ETag(kept) : null };

    /// <summary>What any validator refuses: a missing status, an empty list or object, a payload of not exactly one content.</summary>
    private static FhirReplyOfTest? Objection(JsonObject sent)
    {
        if (FhirStore.TypeOf(sent) is "Communication" or "DocumentReference" && sent["status"] is null) return FhirReplyOfTest.Refusal(422, "required", "No status.");
        if (HasEmpty(sent)) return FhirReplyOfTest.Refusal(422, "structure", "Something empty.");
        var payloads = sent["payload"] as JsonArray ?? [];
        return payloads.OfType<JsonObject>().Any(one => one.Count(member => member.Key.StartsWith("content", StringComparison.Ordinal)) != 1)
            ? FhirReplyOfTest.Refusal(422, "invariant", "One content each.")
            : null;
    }

    private static bool HasEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray list => list.Count == 0 || list.Any(HasEmpty),
        JsonObject members => members.Count == 0 || members.Any(member => HasEmpty(member.Value)),
        _ => node.GetValueKind() == JsonValueKind.String && ((string)node!).Length == 0,
    };

    private static string ETag(JsonObject kept) => string.Create(CultureInfo.InvariantCulture, $"W/\"{FhirStore.VersionOf(kept)}\"");

    private static string? Header(FhirCall call, string name) => call.Headers.GetValueOrDefault(name);

    private static string Token(Dictionary<string, string> form) => form.GetValueOrDefault("identifier", "");

    private static Dictionary<string, string> Form(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
        .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1].Replace('+', ' ')), StringComparer.Ordinal);
}
