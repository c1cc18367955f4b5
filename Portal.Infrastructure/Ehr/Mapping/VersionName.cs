using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <summary>What one version of a summary is called in the EHR: the summary's id, a dot, the version.</summary>
/// <param name="Summary">Its UUID, as it was written.</param>
/// <param name="Version">From 1.</param>
internal sealed record VersionName(string Summary, int Version)
{
    public static string Of(SummaryId summary, int version) => string.Create(CultureInfo.InvariantCulture, $"{summary}.{version}");

    /// <summary>Null where it is not one.</summary>
    public static VersionName? Read(string value) =>
        value.Split('.') is [{ Length: > 0 } summary, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(summary, version) : null;

    public bool IsEarlierThan(VersionName other) => Summary.Equals(other.Summary, StringComparison.OrdinalIgnoreCase) && Version < other.Version;
}
