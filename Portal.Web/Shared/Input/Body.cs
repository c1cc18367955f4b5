using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>A body as it is sent: every member may be missing; <see cref="Read"/> says what it means, or all that is wrong with it.</summary>
internal interface IBody<TMeaning>
{
    Outcome<TMeaning> Read();
}

/// <summary>
/// A JSON body of an endpoint, read: <c>application/json</c> in UTF-8 (else 415), within the endpoint's <see cref="BodyLimit"/> (else 413), of
/// the body's shape and meaning (else 400).
/// </summary>
internal sealed class Body<TBody, TMeaning> : IArgument, Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider
    where TBody : class, IBody<TMeaning>
{
    private readonly Outcome<TMeaning> read;

    private Body(Outcome<TMeaning> read) => this.read = read;

    public TMeaning Value => read.Value;

    public Refusal? Refusal => read.Refusal;

    public static async ValueTask<Body<TBody, TMeaning>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var bytes = await RequestBody.Read(context, context.RequestAborted);
        return new(bytes.TryGet(out var content, out var refusal) ? Parse(content.Span, json) : refusal);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new RequestBodyType(typeof(TBody)));

    private static Outcome<TMeaning> Parse(ReadOnlySpan<byte> content, JsonSerializerOptions json)
    {
        try
        {
            return JsonSerializer.Deserialize<TBody>(content, json) is { } body ? body.Read() : Shapeless("$");
        }
        catch (JsonException error)
        {
            return Shapeless(JsonPaths.Safe(error.Path));
        }
    }

    private static Refusal Shapeless(string path) => Refusal.Invalid(path, "is missing, unknown, repeated, broken, or not of the expected kind");
}

/// <summary>Which type a body is read as, for the API's document.</summary>
internal sealed record RequestBodyType(Type Type);

/// <summary>The most bytes an endpoint takes.</summary>
internal sealed record BodyLimit(int Bytes)
{
    /// <summary>A message of 8,000 code units, each written as an escape of six bytes, with room to spare.</summary>
    public static readonly BodyLimit Default = new(128 * 1024);
}
