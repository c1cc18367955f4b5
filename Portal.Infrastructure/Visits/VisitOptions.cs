using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Visits;

/// <summary>Section <c>Visits</c>.</summary>
internal sealed class VisitOptions
{
    /// <summary>Where the patient's side can call when nothing else works, as it is to be read; empty where there is no such number.</summary>
    [MaxLength(40)]
    public string Telephone { get; set; } = "";
}

internal sealed class VisitOptionsReader(IOptions<VisitOptions> options)
{
    public string? Telephone { get; } = string.IsNullOrWhiteSpace(options.Value.Telephone) ? null : options.Value.Telephone.Trim();
}
