namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>How the portal is registered at an EHR.</summary>
internal sealed record SmartSettings(string ClientId)
{
    /// <summary>What is asked for; empty where the EHR grants what was registered and wants no word of it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What is written: without it in the granted scope nothing is begun.</summary>
    public IReadOnlyList<NeededWrite> Writes { get; init; } = [];

    /// <summary>Null: the first of ours that the EHR takes.</summary>
    public ClientAlgorithm? Algorithm { get; init; }

    /// <summary>Where our public keys are, where the registration names it.</summary>
    public Uri? KeySet { get; init; }
}

/// <summary>One kind of write: <c>Communication</c>, to create or to update.</summary>
internal sealed record NeededWrite(string Type, bool IsUpdate = false);
