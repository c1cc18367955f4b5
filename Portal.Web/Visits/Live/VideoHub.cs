using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Input;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Visits.Live;

/// <summary>
/// Signalling of calls, a connection of its own beside that of conversations: authentication and refusals are the same. A lost connection ends nothing at once: the place in
/// the call is kept for its lease, and <see cref="Resume"/> takes it up again. Media never pass here.
/// </summary>
internal sealed class VideoHub(HubSignIn signIn, CallViewers viewers, TimeProvider clock) : Hub
{
    private LiveConnection Connection => LiveConnection.Of(Context);

    private CallViewer Viewer => viewers.Of(Connection);

    public override async Task OnConnectedAsync()
    {
        var connection = viewers.Open(Context);
        if (await signIn.OfRequest(Context.GetHttpContext()!, Context.ConnectionAborted) is { } caller) viewers.Adopt(connection, caller);
    }

    public override async Task OnDisconnectedAsync(Exception? exception) => await viewers.Close(Connection);

    /// <summary>Proves who is there, by a session token; again with a renewed one of the same person to stay.</summary>
    public async Task<HubAnswer<AuthenticatedJson>> Authenticate(string? token)
    {
        var answer = await signIn.ByToken(Connection, token, Context.ConnectionAborted);
        if (answer.Error is null) viewers.Welcome(Connection);
        return answer;
    }

    /// <summary>A place in the call, by a media token that is good once. An older place of the same person ends.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<JoinedJson>> Join(string? mediaToken)
    {
        var objections = new Objections();
        objections.Required(mediaToken, "$.mediaToken");
        return objections.Refusal is { } refusal ? refusal : await Viewer.Join(mediaToken!, resumed: null, Context.ConnectionAborted);
    }

    /// <summary>The same place again while its lease runs, with the signals that came meanwhile; else a new one.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<JoinedJson>> Resume(string? mediaToken, string? participantId)
    {
        var objections = new Objections();
        objections.Required(mediaToken, "$.mediaToken");
        var participant = objections.Id<CallParticipantId>(participantId, "$.participantId");
        return objections.Refusal is { } refusal ? refusal : await Viewer.Join(mediaToken!, participant, Context.ConnectionAborted);
    }

    /// <summary>Passes a description or candidate on to one other participant; at most 64 KB. What is malformed is dropped and counted, and its sender told.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<Done>> Signal(string? to, SignalBody? signal)
    {
        var objections = new Objections();
        var peer = objections.Id<CallParticipantId>(to, "$.to");
        objections.Required(signal, "$.signal");
        if (objections.Refusal is { } refusal) return viewers.Dropped(refusal);
        return signal!.Read().TryGet(out var read, out var malformed) ? await Viewer.Signal(peer, read, Context.ConnectionAborted) : viewers.Dropped(malformed);
    }

    /// <summary>What the caller sends from now on.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<Done>> Media(MediaJson? media)
    {
        var objections = new Objections();
        objections.Required(media, "$.media");
        return objections.Refusal is { } refusal ? refusal : await Viewer.Sends(new(media!.Audio, media.Video, media.Screen), Context.ConnectionAborted);
    }

    /// <summary>Where the caller stands on the recovery ladder.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<Done>> Step(string? step)
    {
        var objections = new Objections();
        var stands = objections.Word(step, "$.step", VisitCodes.Step);
        return objections.Refusal is { } refusal ? refusal : await Viewer.Stands(stands, Context.ConnectionAborted);
    }

    /// <summary>What the caller's browser measured since the last time, about every five seconds.</summary>
    [Decides(CareAction.JoinCall)]
    public async Task<HubAnswer<Done>> Quality(QualityBody? sample)
    {
        var objections = new Objections();
        objections.Required(sample, "$.sample");
        if (objections.Refusal is { } refusal) return refusal;
        return sample!.Read(clock.GetUtcNow()).TryGet(out var read, out var malformed) ? await Viewer.Measured(read, Context.ConnectionAborted) : malformed;
    }

    /// <summary>Goes; the others are told at once.</summary>
    [DecidesNothing("gives up what the caller was given by Join")]
    public async Task<HubAnswer<Done>> Leave() => await Viewer.Leave(Context.ConnectionAborted);
}
