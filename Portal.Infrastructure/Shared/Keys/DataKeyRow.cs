using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>A wrapped data key in the key store. Destroying one empties <see cref="Wrapped"/> and leaves the row as the proof.</summary>
internal sealed class DataKeyRow : IEntityTypeConfiguration<DataKeyRow>
{
    /// <summary><see cref="DataKeyKind"/>.</summary>
    public short Kind { get; set; }

    /// <summary>The conversation, patient or related person; for keys of the organisation all zeros.</summary>
    public Guid SubjectId { get; set; }

    public byte[] Wrapped { get; set; } = [];

    public int KekVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? DestroyedAt { get; set; }

    /// <summary>What a wrapped key is bound to.</summary>
    public static byte[] ContextOf(DataKeyKind kind, Guid subject) => Context.Of("key-" + (short)kind, subject);

    public void Configure(EntityTypeBuilder<DataKeyRow> builder)
    {
        builder.ToTable("data_keys");
        builder.HasKey(row => new { row.Kind, row.SubjectId });
        builder.HasIndex(row => row.KekVersion);
    }
}

/// <summary>What a data key is for; stored.</summary>
internal enum DataKeyKind : short
{
    Conversation = 1,
    Patient = 2,
    RelatedPerson = 3,

    /// <summary>Blind indexes of names, identifiers and birth dates.</summary>
    OrganisationIndex = 10,

    /// <summary>MACs of audit events.</summary>
    AuditMac = 11,

    /// <summary>The private key (PKCS #8, ECDSA P-256) that signs the audit's checkpoints.</summary>
    AuditSigning = 12,

    /// <summary>Keyed hashes of tokens and integration keys.</summary>
    CredentialHash = 13,

    /// <summary>Seals what belongs to the organisation: outbox payloads, staff identifiers.</summary>
    Organisation = 14,

    /// <summary>Private keys (PKCS #8, ECDSA P-384) that prove to EHRs who the portal is; several at once.</summary>
    EhrClientEs384 = 15,

    /// <summary>The same as RSA.</summary>
    EhrClientRs384 = 16,
}
