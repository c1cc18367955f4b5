using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Summaries.Drafting;

namespace Portal.Infrastructure.Summaries;

internal static class SummaryServices
{
    public static IServiceCollection AddSummaries(this IServiceCollection services)
    {
        services.AddOptions<SummaryModelOptions>().BindConfiguration(SummaryModelOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SummaryModelOptions>, SummaryModelValidation>();
        services.AddSingleton<SummaryModel>();
        services.AddSingleton<IDraftingModel>(provider => provider.GetRequiredService<SummaryModel>());
        services.AddSingleton<Drafters>();
        services.AddSingleton<SpanReader>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<SummaryViews>();
        services.AddSingleton<SummaryChanges>();
        services.AddSingleton<SummaryService>();
        services.AddSingleton<ISummaries, ReadableSummaries>();
        services.AddSingleton<FiledSummaries>();
        services.AddSingleton<IApprovedSummaries, ApprovedSummaries>();
        services.AddSingleton<IConversationExport, ConversationExporter>();
        return services;
    }
}

internal sealed class SummaryModelValidation : IValidateOptions<SummaryModelOptions>
{
    public ValidateOptionsResult Validate(string? name, SummaryModelOptions options) => options.Objection() is { } objection ? ValidateOptionsResult.Fail(objection) : ValidateOptionsResult.Success;
}
