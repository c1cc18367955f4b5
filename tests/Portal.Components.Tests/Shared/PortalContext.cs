using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.Audit.Proof;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Notifications;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Testing.Time;
using Portal.Web.Conversations;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Conversations.Thread;
using Portal.Web.Identity;
using Portal.Web.Patients.BreakGlass;
using Portal.Web.Shared.Circuits;
using Portal.Web.Shared.Layout;
using Portal.Web.Shared.Texts;
using Portal.Web.Summaries;
using Portal.Web.Visits;
using Portal.Web.Visits.Acts;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Call;

namespace Portal.Components.Tests.Shared;

/// <summary>A circuit without a browser: one person is signed in, the ports are fakes, modules do nothing, and a missing word is an error.</summary>
internal sealed class PortalContext : BunitContext
{
    public PortalContext(Actor? person = null)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo("en-GB"), CultureInfo.GetCultureInfo("en"));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Authentication = new CircuitPerson(Credentials);
        Services.AddLogging(logging => logging.AddProvider(Log));
        Services.AddLocalization();
        Services.AddSingleton<IStringLocalizerFactory, KnownWords>();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<ICredentials>(Credentials);
        Services.AddSingleton(Sessions);
        Services.AddSingleton(Account);
        Services.AddSingleton(Substitute.For<IStaffSignIn>());
        Services.AddSingleton(CareTeams);
        Services.AddSingleton<IConversations>(Care).AddSingleton<IConversationFeed>(Care).AddSingleton<IInboxFeed>(Care).AddSingleton<IMessages>(Care);
        Services.AddSingleton<IMarkers>(Care).AddSingleton<IDrafts>(Care).AddSingleton<IPatients>(Care);
        Visits = new(Clock);
        Services.AddSingleton<IVisits>(Visits).AddSingleton<IWaitingRoom>(Visits).AddSingleton<IWaitingBoard>(Visits);
        Services.AddScoped<BoardFeature>().AddScoped<VisitDoing>().AddScoped<VisitWords>().AddScoped<CallPane>();
        Summaries = new(Clock);
        Services.AddSingleton<ISummaries>(Summaries).AddSingleton<IDraftingModel>(Summaries).AddSingleton<IFilings>(Summaries).AddSingleton<IFhirExport>(Summaries).AddSingleton<IConversationExport>(Summaries);
        Services.AddSingleton(Deliveries).AddSingleton(Trail).AddSingleton(AuditProof).AddSingleton(AuditExports).AddSingleton(AuditReports).AddSingleton(AuditPatients);
        AuditReports.List(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<AuditReport>>)Array.Empty<AuditReport>());
        AuditPatients.Systems(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<string>>)(string[])["urn:mrn"]);
        Services.AddSingleton(Glass).AddSingleton(Reviews).AddSingleton(Accesses).AddScoped<BreakGlassWatch>();
        Glass.Running(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<BreakGlassGrant>>)Array.Empty<BreakGlassGrant>());
        Services.AddSummaryScreens();
        Services.AddSingleton<ActorAccessor>().AddSingleton<CircuitPlaces>();
        Services.AddScoped<ViewerTime>().AddScoped<RefusalTexts>().AddScoped<RoleTexts>();
        Services.AddScoped<CircuitActor>().AddScoped<CircuitPresence>().AddScoped<InboxFeature>().AddScoped<ThreadPorts>().AddScoped<Threads>();
        Services.AddSingleton<AuthenticationStateProvider>(Authentication);
        Services.AddAuthorizationCore();
        Services.AddTransient<IAuthorizationService, DefaultAuthorizationService>(); // in the place of bUnit's own, which only says what is missing
        Services.AddCascadingAuthenticationState();
        new AuthorizationBuilder(Services).AddStaffPages();
        Services.AddScoped<IAuthorizationHandler, StaffPageHandler>();
        CareTeams.ListWritable(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<CareTeam>>)(CareTeam[])[People.Cardiology, People.Orthopaedics]);
        Sessions.Touch(default!, default).ReturnsForAnyArgs(Done.It);
        Authentication.SignIn(person ?? People.Nurse);
    }

    public FakeCare Care { get; } = new();

    public FakeVisits Visits { get; }

    public FakeSummaries Summaries { get; }

    public IBreakGlass Glass { get; } = Substitute.For<IBreakGlass>();

    public IBreakGlassReviews Reviews { get; } = Substitute.For<IBreakGlassReviews>();

    public IRecordAccesses Accesses { get; } = Substitute.For<IRecordAccesses>();

    public IDeliveries Deliveries { get; } = Substitute.For<IDeliveries>();

    public IAuditTrail Trail { get; } = Substitute.For<IAuditTrail>();

    public IAuditReports AuditReports { get; } = Substitute.For<IAuditReports>();

    public IAuditPatients AuditPatients { get; } = Substitute.For<IAuditPatients>();

    public IAuditProof AuditProof { get; } = Substitute.For<IAuditProof>();

    public IAuditExports AuditExports { get; } = Substitute.For<IAuditExports>();

    public FakeCredentials Credentials { get; } = new();

    public CircuitPerson Authentication { get; }

    public ManualClock Clock { get; } = new(Conversations.Now);

    public ICareTeams CareTeams { get; } = Substitute.For<ICareTeams>();

    public IStaffSessions Sessions { get; } = Substitute.For<IStaffSessions>();

    public IOwnAccount Account { get; } = Substitute.For<IOwnAccount>();

    public KeptLog Log { get; } = new();

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();
}
