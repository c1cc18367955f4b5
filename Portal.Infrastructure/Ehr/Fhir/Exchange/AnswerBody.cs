using System.Buffers;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>Reading what a server answers, up to a limit: a body that is too large is not read to its end.</summary>
internal static class AnswerBody
{
    private const int Step = 16 * 1024;

    /// <summary>The bytes where <see cref="BodyState.Whole"/>, else none. Only the caller's own cancelling throws; the time that runs out cuts short.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, BodyState State)> Read(HttpContent content, int limit, CancellationToken cancel, CancellationToken either)
    {
        if (content.Headers.ContentLength > limit) return (default, BodyState.TooLarge);
        try
        {
            var buffer = new ArrayBufferWriter<byte>(Step);
            await using var stream = await content.ReadAsStreamAsync(either);
            for (int count; (count = await stream.ReadAsync(buffer.GetMemory(Step), either)) > 0;)
            {
                buffer.Advance(count);
                if (buffer.WrittenCount > limit) return (default, BodyState.TooLarge);
            }

            return (buffer.WrittenMemory, BodyState.Whole);
        }
        catch (Exception problem) when (TransportFaults.Of(problem) is not null && !cancel.IsCancellationRequested)
        {
            return (default, BodyState.CutShort);
        }
    }
}
