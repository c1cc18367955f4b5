using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Web.Shared.Headers;

namespace Portal.Web.Shared.Problems;

/// <summary>What a person sees where a program would be told a problem: a page in the house's look and the person's language, with the same status.</summary>
internal static class ErrorPages
{
    /// <summary>Pages that a browser asks for as such; what answers programs, and files of pages, stay with problems.</summary>
    public static bool AreFor(HttpContext context) =>
        RouteClasses.Of(context) is RouteClass.Page or RouteClass.Framed or RouteClass.Unframed
        && context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    /// <summary>In a scope of its own: that of the request may have drawn half a page already.</summary>
    public static async Task Write(HttpContext context, ProblemType type)
    {
        var services = context.RequestServices;
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            var shown = new Dictionary<string, object?> { [nameof(ErrorPage.Status)] = type.Status, [nameof(ErrorPage.TraceId)] = TraceIds.Of(context) };
            await new RazorComponentResult<ErrorPage>(shown) { StatusCode = type.Status, PreventStreamingRendering = true }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}
