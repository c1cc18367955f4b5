using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Domain.Webhooks;

namespace Portal.Infrastructure.Webhooks;

/// <summary>An address of an integration's host that is told of what happens.</summary>
internal sealed class WebhookRow : IEntityTypeConfiguration<WebhookRow>
{
    public Guid Id { get; set; }

    public Guid IntegrationId { get; set; }

    public string Name { get; set; } = "";

    /// <summary>Of the address, for screens and logs: the rest of it may hold a secret.</summary>
    public string Host { get; set; } = "";

    /// <summary>The whole address, sealed under the organisation's key.</summary>
    public byte[] Address { get; set; } = [];

    /// <summary>Which kinds of events, a bit each.</summary>
    public long Events { get; set; }

    public bool IsActive { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Since when nothing was delivered; null while all is well.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Until then nothing is tried: a dead receiver with many conversations must not keep a good one waiting.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public void Configure(EntityTypeBuilder<WebhookRow> builder)
    {
        builder.ToTable("webhooks");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(WebhookRules.NameLimit);
        builder.Property(row => row.Host).HasMaxLength(WebhookRules.HostLimit);
        builder.HasIndex(row => row.IntegrationId);
    }
}

/// <summary>What a webhook's deliveries are signed with; two while one takes the other's place.</summary>
internal sealed class WebhookSecretRow : IEntityTypeConfiguration<WebhookSecretRow>
{
    public Guid Id { get; set; }

    public Guid WebhookId { get; set; }

    /// <summary>32 bytes, sealed under the organisation's key.</summary>
    public byte[] Secret { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? EndsAt { get; set; }

    public void Configure(EntityTypeBuilder<WebhookSecretRow> builder)
    {
        builder.ToTable("webhook_secrets");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => row.WebhookId);
        builder.HasOne<WebhookRow>().WithMany().HasForeignKey(row => row.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>One try of one delivery, for the log that an integration's people read: codes and times.</summary>
internal sealed class WebhookAttemptRow : IEntityTypeConfiguration<WebhookAttemptRow>
{
    public Guid Id { get; set; }

    public Guid WebhookId { get; set; }

    public Guid DeliveryId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Which kind of event.</summary>
    public short Kind { get; set; }

    /// <summary>HTTP status; null where no answer came.</summary>
    public int? Status { get; set; }

    public int Milliseconds { get; set; }

    public string? Code { get; set; }

    public void Configure(EntityTypeBuilder<WebhookAttemptRow> builder)
    {
        builder.ToTable("webhook_attempts");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Code).HasMaxLength(64);
        builder.HasIndex(row => new { row.WebhookId, row.Id });
        builder.HasOne<WebhookRow>().WithMany().HasForeignKey(row => row.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
