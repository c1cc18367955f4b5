using System.Reflection;
using Mono.Cecil;

namespace Portal.Architecture.Tests.Reading;

/// <summary>The compiled types of an assembly. What compilers and generators add for themselves is kept apart, by its namespaces.</summary>
internal sealed class Codebase
{
    private const string Ours = "Portal.";

    private Codebase(IReadOnlyList<CodeType> all)
    {
        Types = all.Where(type => type.Namespace.StartsWith(Ours, StringComparison.Ordinal) || type.FullName == "Program").ToList();
        Generated = all.Except(Types).ToList();
    }

    public IReadOnlyList<CodeType> Types { get; }

    public IReadOnlyList<CodeType> Generated { get; }

    public static Codebase Domain { get; } = Of(typeof(Domain.Shared.Sequence).Assembly);

    public static Codebase Infrastructure { get; } = Of(typeof(Infrastructure.PortalInfrastructure).Assembly);

    public static Codebase Web { get; } = Of(typeof(Program).Assembly);

    public static Codebase All { get; } = new([.. Domain.AllTypes, .. Infrastructure.AllTypes, .. Web.AllTypes]);

    /// <summary>Violations of every rule, planted in this assembly under the names of the projects that they pretend to be part of.</summary>
    public static Codebase Planted { get; } = new(Of(typeof(Codebase).Assembly).Types.Where(type => !type.Namespace.StartsWith("Portal.Architecture.", StringComparison.Ordinal)).ToList());

    private IEnumerable<CodeType> AllTypes => Types.Concat(Generated);

    private static Codebase Of(Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters(ReadingMode.Immediate));
        return new(module.Types.Where(type => type.Name != "<Module>").Select(References.Read).ToList());
    }
}
