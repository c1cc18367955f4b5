using System.Net;
using System.Net.Http.Headers;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>A body that knows whether any of it was handed to the network: until then a failed request cannot have been carried out.</summary>
internal sealed class SentContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> bytes;
    private volatile bool hasBegun;

    public SentContent(ReadOnlyMemory<byte> bytes, string type)
    {
        this.bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue(type);
    }

    public bool HasBegun => hasBegun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        hasBegun = true;
        await stream.WriteAsync(bytes, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
