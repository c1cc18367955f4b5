using System.Reflection;
using Portal.Architecture.Tests.Reading;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Architecture.Tests.Rules;

/// <summary>
/// Administrators and auditors get ids, staff names, times and counts: what their pages are built on has no place where a patient's words could
/// stand, so that no mistake in a query can fill it.
/// </summary>
internal static class ClinicalRule
{
    public static readonly IReadOnlySet<Type> Clinical = new HashSet<Type>
    {
        typeof(ClinicalText), typeof(HumanName), typeof(Identifier), typeof(PatientCard), typeof(PatientRef), typeof(ConversationView), typeof(ConversationEvent),
        typeof(EventBody), typeof(EventActor), typeof(MessageDraft), typeof(MessageFacts), typeof(PatientSessionRequest), typeof(HostAssertion),
    };

    private static readonly string[] Blind = ["Audit", "Administration"];

    /// <summary>Neither a clinical type, nor the key of a conversation or a patient, is named where the audit and the administration are made.</summary>
    public static IEnumerable<string> Violations(Codebase code) =>
        from type in code.Types
        where type.Namespace.Split('.') is ["Portal", _, .. var folders] && folders.Intersect(Blind, StringComparer.Ordinal).Any()
        let clinical = type.Uses.Where(used => Clinical.Any(one => one.FullName == used.ToString())).Select(used => $"names {used}")
        let keys = type.Calls.Where(call => call is { Type: { Namespace: "Portal.Infrastructure.Shared.Keys", Name: "KeyVault" }, Method: "Get" }).Select(call => $"calls {call}")
        from objection in clinical.Concat(keys)
        select $"{type} {objection}";

    /// <summary>
    /// What a port answers to an act that the matrix opens to administrators or auditors as more than metadata, or that shows the audit, reaches no
    /// clinical type through any property.
    /// </summary>
    public static IEnumerable<string> AnswersWithContent(IEnumerable<Type> ports) =>
        from port in ports
        from method in port.GetMethods()
        from decided in method.GetCustomAttributes<DecidesAttribute>()
        where IsBlind(decided.Action)
        let found = Reached(method.ReturnType).FirstOrDefault(Clinical.Contains)
        where found is not null
        select $"{port.Name}.{method.Name} answers {decided.Action} with {found.Name}";

    /// <summary>The own account and presence, which everybody has, are no administration.</summary>
    private static bool IsBlind(CareAction action)
    {
        var row = AccessMatrix.Row(action);
        return action is CareAction.ViewAuditTrail or CareAction.ViewDeliveries or CareAction.ReviewBreakGlass
            || new[] { row.Administrator, row.Auditor }.Any(cell => cell is not (Cell.No or Cell.Metadata or Cell.Own) && row.Patient != Cell.Yes);
    }

    private static HashSet<Type> Reached(Type answer)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([answer]);
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type)) continue;
            foreach (var argument in type.GetGenericArguments()) open.Push(argument);
            if (type.GetElementType() is { } element) open.Push(element);
            if (type.Assembly != typeof(Actor).Assembly || type == typeof(Actor)) continue; // an actor prints and serialises as nothing
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)) open.Push(property.PropertyType);
        }

        return seen;
    }
}
