using Xunit;

namespace Portal.Testing.Networks;

/// <summary>A fact that needs a <see cref="NetworkLab"/>: skipped, with the reason, where this machine cannot make one.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = NetworkLab.Missing;
}

/// <summary>A theory that needs a <see cref="NetworkLab"/>: skipped, with the reason, where this machine cannot make one.</summary>
public sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute() => Skip = NetworkLab.Missing;
}
