using Portal.Web.Composition;
using Portal.Web.Identity;
using Portal.Web.Shared;
using Portal.Web.Shared.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddEdge();
builder.AddIdentity();
builder.AddPorts();

var app = builder.Build();
app.UseEdge();
app.UseKnownRoutes();
app.UseIdentity();
app.MapStaticAssets().AllowAnonymous();
app.MapHealth();
await app.RunAsync();
