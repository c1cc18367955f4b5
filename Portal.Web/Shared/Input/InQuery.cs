using System.Reflection;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>What an endpoint reads of the query: its parameters by name, and how they are read.</summary>
internal interface IQuery<TSelf> where TSelf : IQuery<TSelf>
{
    static abstract IReadOnlyList<QueryParameter> Parameters { get; }

    static abstract TSelf Read(QueryReader query);
}

/// <summary>One parameter as the API's document shows it; <paramref name="Values"/> where only these are taken.</summary>
internal sealed record QueryParameter(string Name, string Description, string Type = "string", string? Format = null, IReadOnlyCollection<string>? Values = null);

/// <summary>The query of an endpoint, read.</summary>
internal sealed class InQuery<TQuery> : IArgument, Microsoft.AspNetCore.Http.Metadata.IEndpointParameterMetadataProvider where TQuery : IQuery<TQuery>
{
    private InQuery(TQuery value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public TQuery Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<InQuery<TQuery>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var reader = new QueryReader(context.Request.Query);
        var value = TQuery.Read(reader);
        return ValueTask.FromResult(new InQuery<TQuery>(value, reader.Objections.Refusal));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new QueryNames(TQuery.Parameters));
}

/// <summary>Which query parameters an endpoint reads; any other is refused, as is one that stands twice.</summary>
internal sealed record QueryNames(IReadOnlyList<QueryParameter> Parameters)
{
    public static Refusal? Unknown(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Count == 0) return null;
        var known = context.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Parameters ?? [];
        var objections = new Objections();
        foreach (var (name, values) in query)
        {
            if (!known.Any(parameter => parameter.Name == name)) objections.Add(JsonPaths.Member(name), "is unknown");
            else if (values.Count > 1) objections.Add(JsonPaths.Member(name), "must stand once");
        }

        return objections.Refusal;
    }
}
