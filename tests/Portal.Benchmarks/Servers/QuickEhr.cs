using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// An EHR that answers at once: FHIR R4's transaction (a conditional create and a put), read and search by identifier over a dictionary in memory. Whoever is searched
/// for is known there. It is several EHRs, one for each first part of the path: behind that comes <c>/fhir</c>, or <c>/told</c> (what it did), <c>/last</c> (the bytes of
/// the last write) and <c>/forget</c>.
/// </summary>
internal sealed class QuickEhr
{
    private static readonly byte[] Metadata = JsonSerializer.SerializeToUtf8Bytes(new
    {
        resourceType = "CapabilityStatement",
        status = "active",
        date = "2026-03-01",
        kind = "instance",
        fhirVersion = "4.0.1",
        format = (string[])["application/fhir+json"],
        rest = (object[])
        [
            new
            {
                mode = "server",
                interaction = (object[])[new { code = "transaction" }],
                resource = (object[])[Written("Communication"), Written("Provenance")],
            },
        ],
    });

    private readonly ConcurrentDictionary<string, QuickStore> stores = new(StringComparer.Ordinal);

    public static int Serve(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        using var app = builder.Build();
        app.Run(new QuickEhr().Answer);
        app.Run();
        return 0;
    }

    private Task Answer(HttpContext context)
    {
        if ((context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) is not [var which, .. var parts]) return Refuse(context, StatusCodes.Status404NotFound);
        var store = stores.GetOrAdd(which, _ => new QuickStore());
        return (context.Request.Method, parts) switch
        {
            ("POST", ["fhir"]) => Transaction(context, store),
            ("GET", ["fhir", "metadata"]) => Say(context, Metadata),
            ("POST", ["fhir", var type, "_search"]) => Search(context, store, type),
            ("GET", ["fhir", var type]) => Search(context, store, type),
            ("GET", ["fhir", var type, var id]) => store.Read($"{type}/{id}") is { } kept ? Say(context, kept) : Refuse(context, StatusCodes.Status404NotFound),
            ("GET", ["told"]) => Say(context, JsonSerializer.SerializeToUtf8Bytes(store.Told)),
            ("GET", ["last"]) => Say(context, store.Last),
            ("POST", ["forget"]) => Forget(context, store),
            _ => Refuse(context, StatusCodes.Status405MethodNotAllowed),
        };
    }

    private static async Task Transaction(HttpContext context, QuickStore store)
    {
        var body = new byte[context.Request.ContentLength ?? throw new BadHttpRequestException("A write says how long it is.")];
        await context.Request.Body.ReadExactlyAsync(body);
        using var bundle = JsonDocument.Parse(body);
        var entries = bundle.RootElement.GetProperty("entry");
        var answer = new ArrayBufferWriter<byte>(2 * body.Length);
        store.Take(entries[0], entries[1], answer);
        store.Last = body;
        await Say(context, answer.WrittenMemory);
    }

    private static async Task Search(HttpContext context, QuickStore store, string type)
    {
        var token = (context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["identifier"] : context.Request.Query["identifier"]).ToString();
        await Say(context, store.Search(type, token));
    }

    private static Task Forget(HttpContext context, QuickStore store)
    {
        store.Forget();
        return Say(context, "{}"u8.ToArray());
    }

    private static Task Say(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/fhir+json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static object Written(string type) => new
    {
        type,
        interaction = (object[])[new { code = "create" }, new { code = "read" }, new { code = "update" }, new { code = "search-type" }],
        conditionalCreate = true,
        updateCreate = true,
        searchParam = (object[])[new { name = "identifier", type = "token" }],
    };
}
