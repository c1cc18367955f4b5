using Mono.Cecil;
using Mono.Cecil.Cil;
using Portal.Architecture.Tests.Reading;
using Portal.Domain.Identity;

namespace Portal.Architecture.Tests.Rules;

/// <summary>
/// Who acts in a port's call from a screen is whom <c>CircuitActor.Ask</c> looked up for that call, never somebody a component has kept: a button that is no
/// longer shown, or never was, then does what its person may do now, and the walk over the ports holds for every handler. So every port that is asked with an actor
/// is asked by a method, mostly a lambda, that was itself given the actor; edges that have looked the caller up for the one call are the exception.
/// </summary>
internal static class ActorRule
{
    /// <summary>Where a caller comes from otherwise, and why that is as good.</summary>
    private static readonly (string Place, string Reason)[] Edges =
    [
        ("Endpoint", "the request's caller, looked up for the request"),
        ("Hub", "the connection's caller, looked up again whenever access has changed"),
        ("Portal.Web.Conversations.Live.", "the connection's caller"),
        ("Portal.Web.Visits.Live.", "the connection's caller"),
        ("Portal.Web.Identity.Account.", "pages that are drawn by a request, of that request's caller"),
        ("Portal.Web.Identity.Gate.", "the same"),
        ("Portal.Web.Shared.Circuits.CircuitActor", "the gate itself"),
        ("Portal.Web.Identity.SignIn.", "the same, and the portal's own record of refused sign-ins"),
        (".Commands.", "the console, of whoever holds the keys"),
    ];

    private static readonly HashSet<string> Ports = typeof(Actor).Assembly.GetExportedTypes().Where(type => type.IsInterface)
        .SelectMany(port => port.GetMethods().Where(method => method.GetParameters() is [var first, ..] && first.ParameterType == typeof(Actor)).Select(method => $"{port.FullName}.{method.Name}"))
        .ToHashSet(StringComparer.Ordinal);

    public static int CountOfPorts => Ports.Count;

    public static IEnumerable<string> Violations(Codebase code) =>
        from type in code.Types
        where type.Namespace.StartsWith("Portal.Web", StringComparison.Ordinal) && !Edges.Any(edge => type.FullName.Contains(edge.Place, StringComparison.Ordinal))
        from asked in AskedWithoutBeingGiven(type.Definition)
        select $"{type} asks {asked} as somebody whom it was not given";

    /// <summary>How many calls the rule has looked at.</summary>
    public static int Looked(Codebase code) => code.Types.Where(type => type.Namespace.StartsWith("Portal.Web", StringComparison.Ordinal)).Sum(type => Bodies(type.Definition).Sum(body => Asked(body.Code).Count()));

    private static IEnumerable<string> AskedWithoutBeingGiven(TypeDefinition type) =>
        from body in Bodies(type)
        where !body.Written.Parameters.Any(parameter => parameter.ParameterType.FullName == typeof(Actor).FullName)
        from asked in Asked(body.Code)
        select asked;

    /// <summary>Each body with the method as it was written: that of an async method stands in its state machine.</summary>
    private static IEnumerable<(MethodDefinition Written, MethodDefinition Code)> Bodies(TypeDefinition type)
    {
        foreach (var method in type.Methods.Where(method => method.HasBody))
        {
            if (!IsStateMachine(type)) yield return (method, StateMachineOf(method)?.Methods.FirstOrDefault(moves => moves.Name == "MoveNext") ?? method);
        }

        foreach (var inner in type.NestedTypes.SelectMany(Bodies)) yield return inner;
    }

    private static TypeDefinition? StateMachineOf(MethodDefinition method) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name is "AsyncStateMachineAttribute" or "IteratorStateMachineAttribute" or "AsyncIteratorStateMachineAttribute")?.ConstructorArguments[0].Value is TypeReference machine
            ? machine.Resolve()
            : null;

    private static bool IsStateMachine(TypeDefinition type) => type.Interfaces.Any(contract => contract.InterfaceType.Name == "IAsyncStateMachine");

    /// <summary>A port's method that is only named, as a delegate, is given its actor by whoever calls that.</summary>
    private static IEnumerable<string> Asked(MethodDefinition method) =>
        from instruction in method.Body.Instructions
        where instruction.OpCode == OpCodes.Callvirt
        let called = instruction.Operand as MethodReference
        where called is not null && (Ports.Contains($"{called.DeclaringType.FullName}.{called.Name}") || IsDelegateOfAPort(called))
        select $"{called.DeclaringType.Name}.{called.Name}";

    private static bool IsDelegateOfAPort(MethodReference called) =>
        called.Name == "Invoke" && called.DeclaringType is GenericInstanceType { GenericArguments: [var first, ..] } && first.FullName == typeof(Actor).FullName;
}
