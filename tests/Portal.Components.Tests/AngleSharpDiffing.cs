using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portal.Components.Tests;

/// <summary>bUnit is built against a newer AngleSharp.Diffing than the one beside this test; the loader is told that it will do.</summary>
internal static class AngleSharpDiffing
{
    [ModuleInitializer]
    internal static void Answer() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "AngleSharp.Diffing.dll")) : null;
}
