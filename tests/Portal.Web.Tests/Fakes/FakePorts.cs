using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Domain.Webhooks;

namespace Portal.Web.Tests.Fakes;

/// <summary>What stands behind the ports in tests of the edge: in memory, a few lines each, and no more rules than a test needs.</summary>
internal sealed class FakePorts
{
    public FakePorts()
    {
        Feed = new(Conversations);
        Board.Watch(Arg.Any<Actor>(), Arg.Any<ConversationId>(), Arg.Any<IBoardViewer>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<BoardStart>>(Refusal.NotFound));
        CareTeams.ListWritable(Arg.Any<Actor>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<IReadOnlyList<CareTeam>>>(Teams));
    }

    public FakeCredentials Credentials { get; } = new();

    public FakeConversations Conversations { get; } = new();

    public FakeFeed Feed { get; }

    public FakeAccessChanges Access { get; } = new();

    public IEmbedHosts Hosts { get; } = new FakeHosts();

    /// <summary>Those that everybody may write to.</summary>
    public List<CareTeam> Teams { get; } = [Someone.CareTeam];

    public IWidgetSessions Sessions { get; } = Substitute.For<IWidgetSessions>();

    public IIntegrations Integrations { get; } = Substitute.For<IIntegrations>();

    public ICareTeams CareTeams { get; } = Substitute.For<ICareTeams>();

    public IWaitingBoard Board { get; } = Substitute.For<IWaitingBoard>();

    public IDrafts Drafts { get; } = Substitute.For<IDrafts>();

    public ISummaries Summaries { get; } = Substitute.For<ISummaries>();

    public IConversationExport Exports { get; } = Substitute.For<IConversationExport>();

    public IFhirExport FhirExports { get; } = Substitute.For<IFhirExport>();

    public IAuditExports AuditExports { get; } = Substitute.For<IAuditExports>();

    public IAuditProof AuditProof { get; } = Substitute.For<IAuditProof>();

    public IProxies Proxies { get; } = Substitute.For<IProxies>();

    public IUsage Usage { get; } = Substitute.For<IUsage>();

    public IWebhooks Webhooks { get; } = Substitute.For<IWebhooks>();

    public IEhrClientKeys ClientKeys { get; } = Substitute.For<IEhrClientKeys>();

    public List<FakeDependency> Dependencies { get; } = [];

    public List<FakeNote> Notes { get; } = [];

    public void RefuseExchange() =>
        Sessions.Exchange(Arg.Any<string>(), Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(Task.FromResult<Outcome<SessionAnswer>>(Refusal.Unauthorized));

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IDatabaseUpkeep, ReadyDatabases>();
        services.AddSingleton<ICredentials>(Credentials);
        services.AddSingleton<IConversations>(Conversations);
        services.AddSingleton<IMessages>(Conversations);
        services.AddSingleton<IMarkers>(Conversations);
        services.AddSingleton<IConversationFeed>(Feed);
        services.AddSingleton<IInboxFeed>(Feed);
        services.AddSingleton<IAccessChanges>(Access);
        services.AddSingleton(Substitute.For<IDemoData>());
        services.AddSingleton<IDatabaseUpkeep>(new FakeUpkeep());
        services.AddSingleton(Hosts);
        services.AddSingleton(Sessions);
        services.AddSingleton(Integrations);
        services.AddSingleton(CareTeams);
        services.AddSingleton(Usage);
        services.AddSingleton(Webhooks);
        services.AddSingleton(Proxies);
        services.AddSingleton(AuditExports);
        services.AddSingleton(AuditProof);
        services.AddSingleton(Substitute.For<IBreakGlass>());
        services.AddSingleton(Substitute.For<IRecordAccesses>());
        services.AddSingleton(Substitute.For<IStaff>());
        services.AddSingleton(Substitute.For<IStaffSessions>());
        services.AddSingleton(Drafts);
        services.AddSingleton(Board);
        services.AddSingleton(ClientKeys);
        services.AddSingleton(Substitute.For<IVisits>());
        services.AddSingleton(Substitute.For<IWaitingRoom>());
        services.AddSingleton(Substitute.For<ICalls>());
        services.AddSingleton(Summaries);
        services.AddSingleton(Exports);
        services.AddSingleton(FhirExports);
        foreach (var dependency in Dependencies) services.AddSingleton<IDependencyCheck>(dependency);
        foreach (var note in Notes) services.AddSingleton<IReadinessNote>(note);
    }
}

/// <summary>A dependency that answers until a test says otherwise.</summary>
internal sealed class FakeDependency(string name) : IDependencyCheck
{
    public Func<Task> Answer { get; set; } = () => Task.CompletedTask;

    public int Asked { get; private set; }

    public string Name => name;

    public Task Check(CancellationToken cancel)
    {
        Asked++;
        return Answer();
    }
}

internal sealed record FakeNote(string? Note) : IReadinessNote;

/// <summary>Databases that are there and of this version.</summary>
internal sealed class ReadyDatabases : IDatabaseUpkeep
{
    public Task Migrate(CancellationToken cancel) => Task.CompletedTask;

    public Task<string?> Objection(CancellationToken cancel) => Task.FromResult<string?>(null);
}
