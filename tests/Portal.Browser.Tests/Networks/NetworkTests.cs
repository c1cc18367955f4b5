using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>What is measured is measured alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NetworkTests
{
    public const string Name = "Networks";
}
