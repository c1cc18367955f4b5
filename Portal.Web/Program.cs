using Portal.Web.Shared;
using Portal.Web.Shared.Health;

var builder = WebApplication.CreateBuilder(args);
builder.AddEdge();

var app = builder.Build();
app.UseEdge();
app.UseKnownRoutes();
app.MapStaticAssets();
app.MapHealth();
await app.RunAsync();
