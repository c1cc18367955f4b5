using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;

namespace Portal.Infrastructure.Summaries.Drafting;

/// <summary>
/// Who drafts: the configured model where it was asked for and answers in time, else the portal's own drafter, with a word that the model did not. Nothing of what is
/// sent or answered is ever logged.
/// </summary>
internal sealed partial class Drafters(SummaryModel model, ILogger<Drafters> logger)
{
    public async Task<SummaryDraft> Draft(DraftSource source, bool byModel, CancellationToken cancel)
    {
        if (!byModel || !model.IsOn) return ExtractiveDrafter.Draft(source);
        var (draft, trouble) = await Ask(source, cancel);
        return draft ?? ExtractiveDrafter.Draft(source) with { Trouble = trouble };
    }

    private async Task<(SummaryDraft? Draft, ModelTrouble? Trouble)> Ask(DraftSource source, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(model.Timeout);
        try
        {
            var answer = await model.Client.GetResponseAsync(ModelPrompt.For(source), new ChatOptions { Temperature = 0, ResponseFormat = ChatResponseFormat.Json }, patience.Token);
            if (ModelAnswer.Read(answer.Text, source, model.Name) is { } draft) return (SourceCheck.Of(draft, source.Messages), null);
            LogUnusable(logger, model.Name);
            return (null, ModelTrouble.Unusable);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogSilent(logger, model.Name, error.GetType().Name);
            return (null, ModelTrouble.DidNotAnswer);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} did not answer ({Error}): the summary was drafted without it.")]
    private static partial void LogSilent(ILogger logger, string model, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} answered with something that is no draft: the summary was drafted without it.")]
    private static partial void LogUnusable(ILogger logger, string model);
}
