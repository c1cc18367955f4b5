using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Portal.Domain.Summaries;

namespace Portal.Infrastructure.Summaries.Drafting;

/// <summary>The configured model, where there is one.</summary>
internal sealed class SummaryModel(IOptions<SummaryModelOptions> options) : IDraftingModel, IDisposable
{
    private readonly Lazy<IChatClient> client = new(() => new OpenAiChat(options.Value));

    public bool IsOn => options.Value.IsOn;

    public string Name => options.Value.Name;

    public TimeSpan Timeout => TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    public IChatClient Client => client.Value;

    string? IDraftingModel.Name() => IsOn ? Name : null;

    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }
}
