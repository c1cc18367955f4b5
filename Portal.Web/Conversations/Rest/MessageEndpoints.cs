using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Conversations.Rest;

/// <summary>Writing messages: every answer is given only after the message is durable.</summary>
internal static class MessageEndpoints
{
    public static void MapMessageEndpoints(this RouteGroupBuilder api)
    {
        var messages = api.MapGroup("/conversations/{id}/messages").WithTags("Messages");
        messages.MapPost("", Post)
            .Produces<ReceiptJson>(StatusCodes.Status201Created).Produces<ReceiptJson>()
            .WithMetadata(new CountsAs(LimitKind.Message))
            .WithSummary("Posts a message; the same clientMessageId with the same body again answers 200 and the first receipt.");
        messages.MapPut("/{sequence}", Correct).Produces<ReceiptJson>().WithSummary("Corrects an own message within 15 minutes.");
        messages.MapPost("/{sequence}/retract", Retract).Produces<ReceiptJson>().WithSummary("Takes a message back; the text stays in the record.");
    }

    [Decides(CareAction.SendMessage)]
    private static async Task<IResult> Post(
        Caller caller, InPath<ConversationId> id, Body<MessageBody, MessageDraft> body, IMessages messages, CancellationToken cancel)
    {
        var sent = await messages.Post(caller.Actor, id.Value, body.Value, cancel);
        return sent.Answer(receipt =>
            Results.Json(ReceiptJson.Of(receipt.Receipt), statusCode: receipt.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));
    }

    [Decides(CareAction.CorrectOwnMessage)]
    private static async Task<IResult> Correct(
        Caller caller, InPath<ConversationId> id, SequenceInPath sequence, Body<CorrectionBody, ClinicalText> body, IMessages messages, CancellationToken cancel) =>
        Received(await messages.Correct(caller.Actor, id.Value, sequence.Value, body.Value, cancel));

    [Decides(CareAction.RetractMessage)]
    private static async Task<IResult> Retract(
        Caller caller, InPath<ConversationId> id, SequenceInPath sequence, Body<RetractionBody, RetractionReason> body, IMessages messages, CancellationToken cancel) =>
        Received(await messages.Retract(caller.Actor, id.Value, sequence.Value, body.Value, cancel));

    private static IResult Received(Outcome<Receipt> outcome) => outcome.Answer(receipt => Results.Json(ReceiptJson.Of(receipt)));
}
