using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Audit;

/// <summary>Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// The file (JSON lines) that signed checkpoints of the audit chain are appended to, outside the database and its backups, best on a volume that only
    /// grows. Required outside Development: without it nobody sees that the trail's end was cut off. Each node has its own.
    /// </summary>
    public string? CheckpointFile { get; set; }

    /// <summary>How often the head of the chain is signed, when it moved.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromMinutes(1);
}
