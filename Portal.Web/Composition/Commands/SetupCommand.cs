using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Commands;

namespace Portal.Web.Composition.Commands;

/// <summary>
/// The first administrator and the first integration, whom nobody can invite. No password is asked for and none is made up: the console shows a link by
/// which the person chooses one, once. Ports are asked for when they are used: help is given also where nothing is configured yet.
/// </summary>
internal sealed class SetupCommand(IServiceProvider services, SetupConsole console) : IConsoleCommand
{
    /// <summary>What a host's page needs; an administrator gives a key more.</summary>
    private const IntegrationScopes FirstScopes = IntegrationScopes.SessionsPatient | IntegrationScopes.KeysManage;

    public static string Name => "setup";

    public static string Summary => "makes the first administrator (by a link) and the first integration; asks, or takes options: setup --help";

    public async Task<int> Run(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (arguments.Contains("--help")) return console.Help();
        if (await services.GetRequiredService<IDatabaseUpkeep>().Objection(cancel) is { } objection) throw new SetupException(objection);
        if (!SetupAnswers.TryRead(console, arguments, out var answers, out var wrong)) return console.Fail(wrong);

        // All of it is looked at before any of it is done.
        if (answers.Objection is { } refused) return console.Fail(refused);
        if (!(await services.GetRequiredService<IOrganisationSetup>().CreateAdministrator(answers.Administrator, cancel)).TryGet(out var administrator, out var refusal)) return console.Fail(refusal);
        console.Say($"The administrator {answers.Administrator.UserName} is made. This link chooses the password, once, within 7 days:");
        console.Say($"  {administrator.Link}");
        return answers.IntegrationName.Length == 0 ? 0 : await MakeIntegration(administrator.Actor, answers, cancel);
    }

    private async Task<int> MakeIntegration(Actor administrator, SetupAnswers answers, CancellationToken cancel)
    {
        var integrations = services.GetRequiredService<IIntegrations>();
        if (!(await integrations.Create(administrator, answers.IntegrationName, cancel)).TryGet(out var integration, out var refusal)) return console.Fail(refusal);
        if ((await integrations.SetOrigins(administrator, integration.Id, answers.Origins, cancel)).Refusal is { } origins) return console.Fail(origins);
        if ((await integrations.SetSystems(administrator, integration.Id, answers.Systems, cancel)).Refusal is { } systems) return console.Fail(systems);
        if (!(await integrations.CreateKey(administrator, integration.Id, FirstScopes, cancel)).TryGet(out var key, out refusal)) return console.Fail(refusal);
        console.Say($"The integration {answers.IntegrationName} is made: {integration.Id}");
        console.Say("Its key (sessions:patient, keys:manage) is shown this once; only a keyed hash of it is stored:");
        console.Say($"  {key.Secret}");
        return 0;
    }
}
