using System.Reflection;

namespace Portal.Infrastructure.Tests.Rights;

/// <summary>Any viewer, looking away.</summary>
public class SilentViewer : DispatchProxy
{
    public static object For(Type type) => Create(type, typeof(SilentViewer));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.ReturnType == typeof(void) ? null : Activator.CreateInstance(targetMethod.ReturnType);
}
