using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// The least that SignalR itself costs: whoever subscribed to a conversation is in its group, and what one of them sends is passed to the others. Nothing
/// is stored, decided or counted. Names and shapes are the portal's, so that the same client drives both and the frames are as long.
/// </summary>
internal static class Relay
{
    public static int Serve(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddSignalR();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        using var app = builder.Build();
        app.MapHub<RelayHub>("/hubs/conversations");
        app.Run();
        return 0;
    }
}

internal sealed class RelayHub : Hub
{
    private static readonly RelayActor Somebody = new(Guid.CreateVersion7(), "practitioner", "Somebody of the care team");
    private static long sequence;

    /// <summary>The portal's clients say who they are; here anybody is welcome.</summary>
    public RelayReceipt Authenticate(string token) => new(token.Length, DateTimeOffset.UtcNow);

    public Task Subscribe(string conversationId, long afterSequence) => Groups.AddToGroupAsync(Context.ConnectionId, conversationId);

    public async Task<RelayReceipt> Send(string conversationId, RelayMessage message)
    {
        var relayed = new RelayEvent("messagePosted", message.ClientMessageId, message.Text, null, [], conversationId, Interlocked.Increment(ref sequence), DateTimeOffset.UtcNow, Somebody);
        await Clients.OthersInGroup(conversationId).SendAsync("event", relayed);
        return new RelayReceipt(relayed.Sequence, relayed.At);
    }
}

internal sealed record RelayMessage(string ClientMessageId, string Text);

internal sealed record RelayActor(Guid Id, string Kind, string DisplayName);

internal sealed record RelayEvent(string Type, string ClientMessageId, string Text, long? ReplyTo, string[] Attachments, string ConversationId, long Sequence, DateTimeOffset At, RelayActor Actor);

internal sealed record RelayReceipt(long Sequence, DateTimeOffset SentAt);
