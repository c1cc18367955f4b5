using System.Reflection;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

/// <summary>An instance of any type of the domain, full of a patient: a marker wherever words of or about one can stand.</summary>
internal static class Specimen
{
    public const string Marker = "Xq7-Marker-Zj9";

    public static readonly DateOnly BirthDate = new(1951, 11, 23);

    public static object Of(Type type) => Made(type) ?? throw new NotSupportedException($"{type.Name} is not data.");

    /// <summary>Null for an interface: a hold or a viewer has nothing to print.</summary>
    private static object? Made(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Made(inner);
        if (type == typeof(ClinicalText)) return new ClinicalText(Marker);
        if (type == typeof(HumanName)) return new HumanName(Marker, Marker);
        if (type == typeof(Identifier)) return new Identifier("urn:demo:mrn", Marker);
        if (type == typeof(DateOnly)) return BirthDate;
        if (type == typeof(string)) return "plain";
        if (type == typeof(Uri)) return new Uri("https://plain.example.org");
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.UnixEpoch;
        if (type == typeof(TimeSpan)) return TimeSpan.FromMinutes(1);
        if (type == typeof(Actor)) return Someone.Patient() with { DisplayName = new(Marker) };
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0)!;
        if (type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType())) return ArrayOf(item);
        if (type.IsPrimitive || type == typeof(Guid)) return Activator.CreateInstance(type)!;
        if (type.IsInterface) return null;
        if (type.Assembly != typeof(ClinicalText).Assembly) throw new NotSupportedException($"How {type} is made must be said here.");
        return type.IsAbstract ? Made(type.GetNestedTypes().First(nested => nested.IsAssignableTo(type))) : Constructed(type);
    }

    private static object Constructed(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length);
        var made = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Made(parameter.ParameterType))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            property.SetValue(made, Made(property.PropertyType));
        return made;
    }

    private static Array ArrayOf(Type item)
    {
        var array = Array.CreateInstance(item, 1);
        array.SetValue(Of(item), 0);
        return array;
    }
}
