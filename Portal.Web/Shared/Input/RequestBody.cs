using System.Buffers;
using Microsoft.Net.Http.Headers;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>The bytes of a JSON body, never more of them than the endpoint takes.</summary>
internal static class RequestBody
{
    private const int Chunk = 4096;

    /// <summary>The bytes, or 415 or 413. <paramref name="alsoTaken"/> names a type beside <c>application/json</c>.</summary>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> Read(HttpContext context, CancellationToken cancel, string? alsoTaken = null)
    {
        if (!IsJson(context.Request.ContentType, alsoTaken)) return new Refusal(RefusalKind.UnsupportedMediaType);
        var limit = (context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? BodyLimit.Default).Bytes;
        if (context.Request.ContentLength > limit) return new Refusal(RefusalKind.TooLarge);

        var buffer = new ArrayBufferWriter<byte>(Math.Min(limit, (int)(context.Request.ContentLength ?? Chunk) + 1));
        while (true)
        {
            var count = await context.Request.Body.ReadAsync(buffer.GetMemory(Chunk), cancel);
            if (count == 0) return buffer.WrittenMemory;
            buffer.Advance(count);
            if (buffer.WrittenCount > limit) return new Refusal(RefusalKind.TooLarge);
        }
    }

    private static bool IsJson(string? contentType, string? alsoTaken) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(alsoTaken, StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
