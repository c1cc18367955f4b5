using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr;

internal static class EhrServices
{
    public static IServiceCollection AddEhr(this IServiceCollection services)
    {
        services.AddOptions<EhrOptions>().BindConfiguration(EhrOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EhrOptions>, EhrOptionsValidator>();
        services.AddSingleton(provider => new PortalSystems(provider.GetRequiredService<IOptions<PublicAddressOptions>>().Value.PublicUrl));
        services.AddSingleton<EhrConnection>();
        services.AddFiling();
        services.AddSingleton<IFhirExport, FhirExport>();
        return services;
    }

    private static void AddFiling(this IServiceCollection services)
    {
        services.AddSingleton<EhrCalls>();
        services.AddSingleton<EhrServer>();
        services.AddSingleton<EhrHealth>();
        services.AddSingleton<EhrKnock>();
        services.AddSingleton<ClosedRecords>();
        services.AddSingleton<VisitResolver>();
        services.AddSingleton<KnownInEhr>();
        services.AddSingleton<ReferenceResolver>();
        services.AddSingleton<FilingMapping>();
        services.AddSingleton<FilingPreparation>();
        services.AddSingleton<FilingsUnderWay>();
        services.AddSingleton<FilingReader>();
        services.AddSingleton<FilingStore>();
        services.AddSingleton<SummaryStorage>();
        services.AddSingleton<EarlierResource>();
        services.AddSingleton<FilingRun>();
        services.AddSingleton<FilingEnds>();
        services.AddSingleton<FilingAnswers>();
        services.AddSingleton<IFilings, Filings>();
        services.AddSingleton<IRecordStandings, FilingStandings>();
        services.AddSingleton<IOutboxTarget, EhrTarget>();
        services.AddSingleton<EhrProbe>();
        services.AddHostedService(provider => provider.GetRequiredService<EhrProbe>());
    }
}
