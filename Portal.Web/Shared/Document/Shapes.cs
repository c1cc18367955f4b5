using System.Reflection;
using Portal.Web.Shared.Input;

namespace Portal.Web.Shared.Document;

/// <summary>A member that holds a UUID.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UuidAttribute : Attribute;

/// <summary>A member that holds one of the words of a <see cref="Words{T}"/>, named by the class that holds them and their name there.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(Type holder, string list) : Attribute
{
    public IReadOnlyCollection<string> Words => ((IWords)holder.GetField(list, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).All;
}
