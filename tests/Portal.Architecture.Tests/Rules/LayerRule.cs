using Mono.Cecil;
using Portal.Architecture.Tests.Reading;

namespace Portal.Architecture.Tests.Rules;

/// <summary>Who may know what: Domain the base class library, Web ASP.NET Core, Infrastructure the databases and the outside; only Composition joins them.</summary>
internal static class LayerRule
{
    /// <summary>Of ASP.NET Core, what people and keys are stored with; none of it sees a request.</summary>
    private static readonly string[] StoredByAspNet =
        ["Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.DataProtection", "Microsoft.AspNetCore.Cryptography"];

    /// <summary>Identity's handler of passkeys is called with a request's context, and looks into none where origin and host name are configured: it gets an empty one.</summary>
    private const string Passkeys = "Portal.Infrastructure.Identity.Passkeys";

    /// <summary>What is behind the ports: databases, HTTP clients, mail, processes.</summary>
    private static readonly string[] BehindPorts =
        ["Microsoft.EntityFrameworkCore", "Npgsql", "Microsoft.Data.SqlClient", "System.Data", "System.Net.Http", "System.Net.Mail", "System.Diagnostics.Process"];

    /// <summary>The demo's hospital stands for somebody else's program, which calls the portal over HTTP as any other would.</summary>
    private const string HospitalOfTheDemo = "Portal.Web.Demo";

    private static readonly string BaseClassLibrary = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IEnumerable<string> Violations(Codebase code) =>
        from type in code.Types
        from used in type.Uses
        let objection = ProjectOf(type) switch
        {
            "Domain" => DomainObjection(used),
            "Infrastructure" => InfrastructureObjection(type, used),
            _ => WebObjection(type, used),
        }
        where objection is not null
        select $"{type} names {used}: {objection}";

    /// <summary>Public in Infrastructure: static classes of extension methods named Add..., options, and the classes that options are made of.</summary>
    public static IEnumerable<string> PublicTypes(Codebase code)
    {
        var types = code.Types.Where(type => ProjectOf(type) == "Infrastructure").ToList();
        var parts = types.Where(IsOptions).SelectMany(PartsOf).ToHashSet(StringComparer.Ordinal);
        return from type in types
               where type.IsPublic && !IsOptions(type) && !parts.Contains(type.FullName) && !OnlyAdds(type) && !IsMigration(type)
               select $"{type} is public";
    }

    private static string ProjectOf(CodeType type) => type.Namespace.Split('.') is [_, var project, ..] ? project : "Web";

    private static string? DomainObjection(Named used) =>
        used.Assembly == "Portal.Domain" || File.Exists(Path.Combine(BaseClassLibrary, used.Assembly + ".dll"))
            ? null
            : "Domain knows the base class library alone";

    private static string? InfrastructureObjection(CodeType type, Named used)
    {
        if (IsIn(used, "Portal.Web")) return "Infrastructure does not know who calls it";
        if (IsIn(type.Namespace, Passkeys) && IsIn(used, "Microsoft.AspNetCore.Http")) return null;
        return IsIn(used, "Microsoft.AspNetCore") && !StoredByAspNet.Any(known => IsIn(used, known)) ? "only Web knows ASP.NET Core" : null;
    }

    private static string? WebObjection(CodeType type, Named used)
    {
        if (IsIn(used, "Portal.Infrastructure") && !IsIn(type.Namespace, "Portal.Web.Composition") && type.FullName != "Program") return "only Composition names Infrastructure";
        if (IsIn(type.Namespace, HospitalOfTheDemo) && IsIn(used, "System.Net.Http")) return null;
        return BehindPorts.Any(known => IsIn(used, known) || used.ToString() == known) ? "what is behind the ports is Infrastructure's" : null;
    }

    private static bool IsIn(Named used, string @namespace) => IsIn(used.Namespace, @namespace);

    private static bool IsIn(string inner, string outer) => inner == outer || inner.StartsWith(outer + ".", StringComparison.Ordinal);

    private static bool IsOptions(CodeType type) => type.Name.EndsWith("Options", StringComparison.Ordinal);

    /// <summary>What configuration binds below an options class: the types of its properties, and of theirs.</summary>
    private static IEnumerable<string> PartsOf(CodeType options)
    {
        var open = new Stack<TypeReference>(options.Definition.Properties.Select(property => property.PropertyType));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var type))
        {
            foreach (var argument in (type as GenericInstanceType)?.GenericArguments ?? []) open.Push(argument);
            if (type is ArrayType array) open.Push(array.ElementType);
            if (type is not TypeDefinition part || !seen.Add(part.FullName)) continue;
            foreach (var property in part.Properties) open.Push(property.PropertyType);
        }

        return seen;
    }

    private static bool OnlyAdds(CodeType type) =>
        type.Definition is { IsAbstract: true, IsSealed: true }
        && type.Definition.Methods.Where(method => method.IsPublic).All(method => method.Name.StartsWith("Add", StringComparison.Ordinal) && IsExtension(method));

    private static bool IsExtension(MethodDefinition method) => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ExtensionAttribute");

    /// <summary>EF Core's tool writes its migrations public; nobody outside can be handed one.</summary>
    private static bool IsMigration(CodeType type) => type.Definition.BaseType?.FullName == "Microsoft.EntityFrameworkCore.Migrations.Migration";
}
