using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Benchmarks.Servers;

/// <summary>What the quick EHR did so far.</summary>
internal sealed record EhrTold(int Stored, int Writes, int Reads, int Searches);

/// <summary>Resources by their place, as the bytes that a read answers with; a create under a known condition creates nothing.</summary>
internal sealed class QuickStore
{
    private readonly ConcurrentDictionary<string, byte[]> resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> conditions = new(StringComparer.Ordinal);
    private int last;
    private int stored;
    private int writes;
    private int reads;
    private int searches;

    /// <summary>The bytes of the last write.</summary>
    public byte[] Last { get; set; } = [];

    public EhrTold Told => new(Volatile.Read(ref stored), Volatile.Read(ref writes), Volatile.Read(ref reads), Volatile.Read(ref searches));

    /// <summary>What is kept, so that memory does not grow from slice to slice; not what was done.</summary>
    public void Forget()
    {
        resources.Clear();
        conditions.Clear();
    }

    public byte[]? Read(string place)
    {
        Interlocked.Increment(ref reads);
        return resources.GetValueOrDefault(place);
    }

    /// <summary>A conditional create and the put of what points at it, answered as a transaction is, with both resources.</summary>
    public void Take(JsonElement create, JsonElement put, IBufferWriter<byte> answer)
    {
        Interlocked.Increment(ref writes);
        var resource = create.GetProperty("resource");
        var place = $"{resource.GetProperty("resourceType").GetString()}/{Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture)}";
        var known = conditions.GetOrAdd(create.GetProperty("request").GetProperty("ifNoneExist").GetString()!, place);
        if (known == place)
        {
            resources[place] = Kept(resource, place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            Interlocked.Increment(ref stored);
        }

        var other = put.GetProperty("request").GetProperty("url").GetString()!;
        resources[other] = Encoding.UTF8.GetBytes(put.GetProperty("resource").GetRawText().Replace(create.GetProperty("fullUrl").GetString()!, known, StringComparison.Ordinal));
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Bundle");
        writer.WriteString("type", "transaction-response");
        writer.WriteStartArray("entry");
        Entry(writer, known == place ? "201 Created" : "200 OK", known);
        Entry(writer, "201 Created", other);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>For each identifier somebody who has it, under its value as an id.</summary>
    public byte[] Search(string type, string tokens)
    {
        Interlocked.Increment(ref searches);
        var found = tokens.Split(',').Select(token => token.Split('|')).Select(parts => new
        {
            resource = new { resourceType = type, id = parts[1], identifier = (object[])[new { system = parts[0], value = parts[1] }] },
            search = new { mode = "match" },
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { resourceType = "Bundle", type = "searchset", entry = found });
    }

    private void Entry(Utf8JsonWriter writer, string status, string place)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("response");
        writer.WriteString("status", status);
        writer.WriteString("location", place + "/_history/1");
        writer.WriteString("etag", "W/\"1\"");
        writer.WriteEndObject();
        writer.WritePropertyName("resource");
        writer.WriteRawValue(resources[place], skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>With the id, and the version and time of storing in <c>meta</c>.</summary>
    private static byte[] Kept(JsonElement resource, string id)
    {
        var kept = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(kept))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", resource.GetProperty("resourceType").GetString());
            writer.WriteString("id", id);
            writer.WriteStartObject("meta");
            writer.WriteString("versionId", "1");
            writer.WriteString("lastUpdated", DateTimeOffset.UtcNow);
            if (resource.TryGetProperty("meta", out var meta))
                foreach (var member in meta.EnumerateObject()) member.WriteTo(writer);
            writer.WriteEndObject();
            foreach (var member in resource.EnumerateObject())
                if (member.Name is not ("resourceType" or "meta")) member.WriteTo(writer);
            writer.WriteEndObject();
        }

        return kept.WrittenSpan.ToArray();
    }
}
