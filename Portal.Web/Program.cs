using Portal.Web.CareTeams;
using Portal.Web.Composition;
using Portal.Web.Conversations;
using Portal.Web.Demo;
using Portal.Web.Identity;
using Portal.Web.Integrations;
using Portal.Web.Patients;
using Portal.Web.Shared;
using Portal.Web.Shared.Commands;
using Portal.Web.Shared.Health;
using Portal.Web.Shared.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddDevelopmentSettings();
builder.AddEdge();
builder.AddIdentity();
builder.AddPatients();
builder.AddCareTeams();
builder.AddConversations();
builder.AddIntegrations();
builder.AddScreens();
builder.AddDemo();
builder.AddPorts();

var app = builder.Build();
app.UseDemo();
app.UseEdge();
app.UseEmbedOrigins();
app.UseKnownRoutes();
app.UseIdentity();
app.UseScreens();

app.MapStaticAssets().AllowAnonymous();
app.MapHealth();
app.MapEmbed();
app.MapScreens();
app.MapConversationHub();
app.MapApi().MapPatients().MapCareTeams().MapConversations().MapIntegrations();
return await app.RunOrServe(args);
