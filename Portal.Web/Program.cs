using Portal.Web.CareTeams;
using Portal.Web.Composition;
using Portal.Web.Conversations;
using Portal.Web.Identity;
using Portal.Web.Integrations;
using Portal.Web.Patients;
using Portal.Web.Shared;
using Portal.Web.Shared.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddEdge();
builder.AddIdentity();
builder.AddPatients();
builder.AddCareTeams();
builder.AddConversations();
builder.AddIntegrations();
builder.AddPorts();

var app = builder.Build();
app.UseEdge();
app.UseEmbedOrigins();
app.UseKnownRoutes();
app.UseIdentity();

app.MapStaticAssets().AllowAnonymous();
app.MapHealth();
app.MapEmbed();
var api = app.MapApi();
api.MapPatients();
api.MapCareTeams();
api.MapConversations();
api.MapIntegrations();
await app.RunAsync();
