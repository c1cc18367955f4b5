using Portal.Web.Composition;
using Portal.Web.Demo;
using Portal.Web.Identity;
using Portal.Web.Integrations;
using Portal.Web.Shared;
using Portal.Web.Shared.Commands;
using Portal.Web.Shared.Health;
using Portal.Web.Shared.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddDevelopmentSettings();
builder.AddEdge();
builder.AddIdentity();
builder.AddFeatures();
builder.AddScreens();
builder.AddDemo();
builder.AddPorts();

var app = builder.Build();
if (await app.Answer(args) is { } code) return code;
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
app.MapFeatures();
return await app.Serve();
