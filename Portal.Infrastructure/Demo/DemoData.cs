using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Demo;

/// <inheritdoc/>
internal sealed partial class DemoData(DemoPeople people, DemoIntegration integration, DemoConversations conversations, DemoVisits visits, IOptions<DemoOptions> options, ILogger<DemoData> logger) : IDemoData
{
    public async Task Seed(CancellationToken cancel)
    {
        if (options.Value.Staff.Count == 0) throw new SetupException("There is no section 'Demo' in the settings: the demo exists in Development only.");
        await people.Seed(options.Value, cancel);
        await integration.Seed(options.Value, cancel);
        var made = 0;
        var patients = DemoScript.Patients();
        foreach (var patient in patients)
            if (await conversations.Seed(patient, cancel)) made++;
        await integration.SeedProxies(options.Value, cancel);
        var booked = 0;
        foreach (var patient in patients)
            if (patient.Visit is { } visit && await visits.Seed(patient, visit, cancel)) booked++;
        LogSeeded(logger, made, booked);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The demo is ready; {Made} conversations and {Booked} visits were made now.")]
    private static partial void LogSeeded(ILogger logger, int made, int booked);
}
