using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Infrastructure.Patients;

/// <summary>A patient; every clinical word is sealed under the patient's own key.</summary>
internal sealed class PatientRow : IEntityTypeConfiguration<PatientRow>
{
    public Guid Id { get; set; }

    /// <summary>Name and birth date as one sealed record.</summary>
    public byte[] Demographics { get; set; } = [];

    public string? Language { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public void Configure(EntityTypeBuilder<PatientRow> builder)
    {
        builder.ToTable("patients");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Language).HasMaxLength(35);
    }
}

/// <summary>Somebody who acts for patients; sealed under a key of its own.</summary>
internal sealed class RelatedPersonRow : IEntityTypeConfiguration<RelatedPersonRow>
{
    public Guid Id { get; set; }

    public byte[] Demographics { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public void Configure(EntityTypeBuilder<RelatedPersonRow> builder)
    {
        builder.ToTable("related_persons");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
    }
}

/// <summary>An identifier of a patient, related person or practitioner: found by its blind index, read by unsealing.</summary>
internal sealed class PersonIdentifierRow : IEntityTypeConfiguration<PersonIdentifierRow>
{
    public Guid PersonId { get; set; }

    public string System { get; set; } = "";

    /// <summary>HMAC of system and value under the organisation's index key (32 bytes).</summary>
    public byte[] Token { get; set; } = [];

    /// <summary>The value, sealed under the person's key; of staff, under the organisation's.</summary>
    public byte[] Value { get; set; } = [];

    public void Configure(EntityTypeBuilder<PersonIdentifierRow> builder)
    {
        builder.ToTable("person_identifiers");
        builder.HasKey(row => new { row.PersonId, row.System, row.Token });
        builder.HasIndex(row => row.Token).IsUnique();
        builder.Property(row => row.System).HasMaxLength(200);
        builder.Property(row => row.Token).HasMaxLength(32);
    }
}

/// <summary>What a patient is found by: whole words of the name and the birth date, as HMACs under the organisation's index key.</summary>
internal sealed class PatientTokenRow : IEntityTypeConfiguration<PatientTokenRow>
{
    public byte[] Token { get; set; } = [];

    public Guid PatientId { get; set; }

    public void Configure(EntityTypeBuilder<PatientTokenRow> builder)
    {
        builder.ToTable("patient_tokens");
        builder.HasKey(row => new { row.Token, row.PatientId });
        builder.HasIndex(row => row.PatientId);
        builder.Property(row => row.Token).HasMaxLength(16);
        builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.PatientId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Whom the identifiers of a system are for, and which integration speaks for them.</summary>
internal sealed class IdentifierSystemRow : IEntityTypeConfiguration<IdentifierSystemRow>
{
    public string System { get; set; } = "";

    public Guid IntegrationId { get; set; }

    public short Kind { get; set; }

    public void Configure(EntityTypeBuilder<IdentifierSystemRow> builder)
    {
        builder.ToTable("identifier_systems");
        builder.HasKey(row => row.System);
        builder.Property(row => row.System).HasMaxLength(200);
        builder.HasIndex(row => row.IntegrationId);
    }
}
