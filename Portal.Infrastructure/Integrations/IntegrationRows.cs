using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Shared.Signatures;

namespace Portal.Infrastructure.Integrations;

internal sealed class IntegrationRow : IEntityTypeConfiguration<IntegrationRow>
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Where the host publishes the keys of its assertions (RFC 7517), where it does.</summary>
    public string? JwksAddress { get; set; }

    public void Configure(EntityTypeBuilder<IntegrationRow> builder)
    {
        builder.ToTable("integrations");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(200);
        builder.Property(row => row.JwksAddress).HasMaxLength(500);
    }
}

internal sealed class IntegrationOriginRow : IEntityTypeConfiguration<IntegrationOriginRow>
{
    public Guid IntegrationId { get; set; }

    public string Origin { get; set; } = "";

    public void Configure(EntityTypeBuilder<IntegrationOriginRow> builder)
    {
        builder.ToTable("integration_origins");
        builder.HasKey(row => new { row.IntegrationId, row.Origin });
        builder.Property(row => row.Origin).HasMaxLength(300);
    }
}

/// <summary>A key, by a keyed hash of its secret.</summary>
internal sealed class IntegrationKeyRow : IEntityTypeConfiguration<IntegrationKeyRow>
{
    public Guid Id { get; set; }

    public Guid IntegrationId { get; set; }

    public string Prefix { get; set; } = "";

    public byte[] Hash { get; set; } = [];

    public int Scopes { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The end of a key that another has replaced; null while it has none.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public void Configure(EntityTypeBuilder<IntegrationKeyRow> builder)
    {
        builder.ToTable("integration_keys");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Prefix).HasMaxLength(16);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.IntegrationId);
    }
}

internal sealed class AssertionKeyRow : IEntityTypeConfiguration<AssertionKeyRow>
{
    public Guid IntegrationId { get; set; }

    public string Kid { get; set; } = "";

    public string Algorithm { get; set; } = "";

    public string Jwk { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public void Configure(EntityTypeBuilder<AssertionKeyRow> builder)
    {
        builder.ToTable("assertion_keys");
        builder.HasKey(row => new { row.IntegrationId, row.Kid });
        builder.Property(row => row.Kid).HasMaxLength(AssertionJwk.KidLimit);
        builder.Property(row => row.Algorithm).HasMaxLength(10);
        builder.Property(row => row.Jwk).HasMaxLength(4000);
    }
}

/// <summary>A used assertion id: the primary key is what makes an assertion good once. By hash, since an integration may put anything into it.</summary>
internal sealed class AssertionUseRow : IEntityTypeConfiguration<AssertionUseRow>
{
    public Guid IntegrationId { get; set; }

    /// <summary>SHA-256 of the jti.</summary>
    public byte[] Jti { get; set; } = [];

    public DateTimeOffset ExpiresAt { get; set; }

    public void Configure(EntityTypeBuilder<AssertionUseRow> builder)
    {
        builder.ToTable("assertion_uses");
        builder.HasKey(row => new { row.IntegrationId, row.Jti });
        builder.Property(row => row.Jti).HasMaxLength(32);
        builder.HasIndex(row => row.ExpiresAt);
    }
}

/// <summary>The chain that renewals continue: one per host's word, at most 12 hours.</summary>
internal sealed class WidgetSessionRow : IEntityTypeConfiguration<WidgetSessionRow>
{
    public Guid Id { get; set; }

    public Guid IntegrationId { get; set; }

    public Guid PersonId { get; set; }

    public short PersonKind { get; set; }

    /// <summary>The patient whom the session is about; null for practitioners and bots.</summary>
    public Guid? PatientId { get; set; }

    public string Origin { get; set; } = "";

    /// <summary>What the session was asked to open; a renewal answers it again.</summary>
    public Guid? ConversationId { get; set; }

    /// <summary>Scopes of a bot's session.</summary>
    public int Scopes { get; set; }

    public DateTimeOffset BegunAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public void Configure(EntityTypeBuilder<WidgetSessionRow> builder)
    {
        builder.ToTable("widget_sessions");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Origin).HasMaxLength(300);
        builder.HasIndex(row => row.PersonId);
        builder.HasIndex(row => row.IntegrationId);
        builder.HasIndex(row => row.BegunAt);
    }
}

/// <summary>One token of a chain, by a keyed hash.</summary>
internal sealed class WidgetTokenRow : IEntityTypeConfiguration<WidgetTokenRow>
{
    public byte[] Hash { get; set; } = [];

    public Guid SessionId { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public void Configure(EntityTypeBuilder<WidgetTokenRow> builder)
    {
        builder.ToTable("widget_tokens");
        builder.HasKey(row => row.Hash);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.SessionId);
        builder.HasIndex(row => row.ExpiresAt);
        builder.HasOne<WidgetSessionRow>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A one-time link to a chain that has no token yet, by a keyed hash of its code.</summary>
internal sealed class WidgetLinkRow : IEntityTypeConfiguration<WidgetLinkRow>
{
    public byte[] Hash { get; set; } = [];

    public Guid SessionId { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Set once, by whoever is first.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    public void Configure(EntityTypeBuilder<WidgetLinkRow> builder)
    {
        builder.ToTable("widget_links");
        builder.HasKey(row => row.Hash);
        builder.Property(row => row.Hash).HasMaxLength(32);
        builder.HasIndex(row => row.SessionId);
        builder.HasOne<WidgetSessionRow>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>An integration's bot: a person of its own, whose name is the integration's to choose and no patient's.</summary>
internal sealed class BotRow : IEntityTypeConfiguration<BotRow>
{
    public Guid Id { get; set; }

    public Guid IntegrationId { get; set; }

    public string Name { get; set; } = "";

    public void Configure(EntityTypeBuilder<BotRow> builder)
    {
        builder.ToTable("bots");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(100);
        builder.HasIndex(row => row.IntegrationId).IsUnique();
    }
}

/// <summary>What one integration used on one day (UTC): counted from the audit, so that counting again gives the same.</summary>
internal sealed class UsageDayRow : IEntityTypeConfiguration<UsageDayRow>
{
    public Guid IntegrationId { get; set; }

    public DateOnly Day { get; set; }

    public long Sessions { get; set; }

    public long Messages { get; set; }

    public long Calls { get; set; }

    /// <summary>Of messages, as stored.</summary>
    public long Bytes { get; set; }

    public void Configure(EntityTypeBuilder<UsageDayRow> builder)
    {
        builder.ToTable("usage_days");
        builder.HasKey(row => new { row.IntegrationId, row.Day });
    }
}
