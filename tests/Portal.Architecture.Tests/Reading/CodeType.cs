using Mono.Cecil;

namespace Portal.Architecture.Tests.Reading;

/// <summary>A type as it stands in a file, and everything that it names anywhere: in its signatures, attributes and method bodies, those of its
/// nested types, closures and state machines among them.</summary>
internal sealed record CodeType(string Namespace, string Name, bool IsPublic, TypeDefinition Definition, IReadOnlySet<Named> Uses, IReadOnlySet<Call> Calls)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    public override string ToString() => FullName;
}

/// <summary>An outermost type that another names; <paramref name="Assembly"/> is where it lives.</summary>
internal sealed record Named(string Namespace, string Name, string Assembly)
{
    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>A method, constructor or property accessor that is called, or taken as a delegate.</summary>
internal sealed record Call(Named Type, string Method)
{
    public override string ToString() => $"{Type}.{Method}";
}
