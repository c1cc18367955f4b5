using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Integrations.Scim;
using Portal.Web.Shared.Input;

namespace Portal.Web.Tests.Rights;

/// <summary>A route as it is mapped: what it decides, and what a call of it is filled with.</summary>
/// <param name="Name">Method and pattern, as <c>GET /api/v1/visits/{id}</c>.</param>
/// <param name="InAddress">The address's parameters by name, each with the type that it is read as.</param>
/// <param name="Body">The type of its body; null where it has none.</param>
internal sealed record WalkedRoute(string Name, string Pattern, HttpMethod Method, IReadOnlyList<CareAction> Decides, IReadOnlyDictionary<string, Type> InAddress, Type? Body)
{
    public override string ToString() => Name;

    /// <summary>
    /// Every route that is asked by a program with a credential; pages, files of the build and hubs have walks and lists of their own, and so has SCIM, whose
    /// bodies, ids and errors are its standard's (<see cref="People.ScimTests.Every_route_asks_for_the_scope"/>).
    /// </summary>
    public static IEnumerable<WalkedRoute> Of(IEnumerable<Endpoint> endpoints) =>
        All(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null && endpoint.Metadata.GetMetadata<ScimShape>() is null));

    /// <summary>With what is open and the pages.</summary>
    public static IEnumerable<WalkedRoute> All(IEnumerable<Endpoint> endpoints) =>
        from endpoint in endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<HubMetadata>() is null && !endpoint.Metadata.Any(data => data.GetType().Name == "StaticAssetDescriptor")
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select Read(endpoint, method);

    private static WalkedRoute Read(RouteEndpoint endpoint, string method)
    {
        var pattern = endpoint.RoutePattern.RawText!.TrimEnd('/');
        var parameters = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var types = endpoint.RoutePattern.Parameters.ToDictionary(part => part.Name, part => TypeOf(parameters.FirstOrDefault(parameter => parameter.Name == part.Name)), StringComparer.Ordinal);
        return new WalkedRoute($"{method} {pattern}", pattern, new HttpMethod(method), [.. endpoint.Metadata.GetOrderedMetadata<DecidesAttribute>().Select(decides => decides.Action)], types, endpoint.Metadata.GetMetadata<RequestBodyType>()?.Type);
    }

    private static Type TypeOf(ParameterInfo? parameter) => parameter?.ParameterType switch
    {
        null => typeof(string),
        { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(InPath<>) => type.GetGenericArguments()[0],
        var type when type == typeof(SequenceInPath) => typeof(Sequence),
        var type => type,
    };
}
