using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Hubs;

/// <summary>
/// SignalR's JSON protocol with the contract's manners. In: a frame that is not JSON, is too large, is of a kind hubs do not take, or comes before its
/// time closes the connection quietly (the framework would log a stack); arguments of a wrong number or kind are <c>validation</c>. Out: every error
/// is a problem, and an <see cref="IHubAnswer"/> is told when it was written.
/// </summary>
internal sealed class PortalHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    /// <summary>Frames up to 128 KiB, and the one byte that ends them.</summary>
    public const int LongestFrame = (128 * 1024) + 1;

    private const byte EndOfFrame = 0x1e;
    private static readonly ExceptionDispatchInfo Validation = ExceptionDispatchInfo.Capture(new HubException(ProblemType.Validation.Urn));
    private static readonly ExceptionDispatchInfo NotFound = ExceptionDispatchInfo.Capture(new HubException(ProblemType.NotFound.Urn));
    private readonly JsonHubProtocol json = new(options);

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(message);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (HubGate.Current is not { } gate) return json.TryParseMessage(ref input, binder, out message);
        if (gate.IsClosed) return Skip(ref input, out message);
        if (input.Length >= LongestFrame && input.PositionOf(EndOfFrame) is null) return Close(gate, "a frame is too large", ref input, out message);

        var before = input.Length;
        try
        {
            if (!json.TryParseMessage(ref input, binder, out message))
            {
                // The frame was read and is of a kind that later versions of the protocol may have: it is passed over.
                if (input.Length == before) return false;
                message = PingMessage.Instance;
                return true;
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever the reader stumbled over, the frame is not what the protocol is made of, and the message of the error may repeat it.
            return Close(gate, "a frame is not of the protocol", ref input, out message);
        }

        if (message is PingMessage or CloseMessage) return true;
        if (Call(message) is not { } call) return Close(gate, "a message of a kind that hubs do not take", ref input, out message);
        if (!gate.MayCall(call.Target)) return Close(gate, "a call before authentication", ref input, out message);
        if (call.Failure is { } failure) message = new InvocationBindingFailureMessage(call.Id, call.Target, failure);
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        switch (message)
        {
            case CompletionMessage { InvocationId: { } id, Result: IHubAnswer answer }:
                json.WriteMessage(answer.Error is { } error ? CompletionMessage.WithError(id, error) : CompletionMessage.WithResult(id, answer.Value), output);
                answer.Written?.Invoke();
                break;
            case CompletionMessage { InvocationId: { } id, Error: { } text }:
                json.WriteMessage(CompletionMessage.WithError(id, HubProblems.OfFramework(text)), output);
                break;
            default:
                json.WriteMessage(message, output);
                break;
        }
    }

    /// <summary>
    /// A call of a method, and what is wrong with it; null for anything else. No method of ours streams. The framework says that a method is not there by
    /// an exception of its own while the arguments are read.
    /// </summary>
    private static (string? Id, string Target, ExceptionDispatchInfo? Failure)? Call(HubMessage message) => message switch
    {
        InvocationMessage call => (call.InvocationId, call.Target, call.StreamIds is null or { Length: 0 } ? null : Validation),
        StreamInvocationMessage call => (call.InvocationId, call.Target, Validation),
        InvocationBindingFailureMessage { BindingFailure.SourceException: HubException } call => (call.InvocationId, call.Target, NotFound),
        InvocationBindingFailureMessage call => (call.InvocationId, call.Target, Validation),
        _ => null,
    };

    private static bool Close(HubGate gate, string reason, ref ReadOnlySequence<byte> input, out HubMessage message)
    {
        gate.Close(reason);
        input = input.Slice(input.End);
        message = CloseMessage.Empty;
        return true;
    }

    private static bool Skip(ref ReadOnlySequence<byte> input, out HubMessage message)
    {
        input = input.Slice(input.End);
        message = PingMessage.Instance;
        return true;
    }
}
