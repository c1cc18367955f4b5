using System.Reflection;
using Portal.Domain.Identity;

namespace Portal.Infrastructure.Tests.Rights;

/// <summary>A port that does not ask who is there: it answers everybody as it would answer the one.</summary>
public class ForgetfulPort : DispatchProxy
{
    private object port = null!;
    private Actor one = null!;

    public static T In<T>(T port, Actor one) where T : class
    {
        var made = Create<T, ForgetfulPort>();
        ((ForgetfulPort)(object)made).port = port;
        ((ForgetfulPort)(object)made).one = one;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Invoke(port, [one, .. args!.Skip(1)]);
}
