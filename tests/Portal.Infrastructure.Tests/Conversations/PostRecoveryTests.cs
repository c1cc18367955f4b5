using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Conversations;

/// <summary>With databases of its own, since it takes the connections from under everybody.</summary>
public sealed class PostRecoveryTests(CareFixture care) : IClassFixture<CareFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task When_the_database_has_cut_every_connection_a_retry_is_written_once()
    {
        var patient = await care.World.Patient();
        var conversation = await care.World.Conversation(patient, await care.World.CareTeam());
        var messages = care.Get<IMessages>();
        _ = (await messages.Post(patient, conversation, CareWorld.Draft("before"), None)).Value;
        await care.Database.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        var draft = CareWorld.Draft("after");
        Outcome<SendReceipt> sent = Refusal.NotFound;
        await Until.True(async () => (sent = await messages.Post(patient, conversation, draft, None)).IsOk);
        Assert.Equal(2, sent.Value.Receipt.Sequence.Value);
        Assert.Equal(2, await care.Database.Scalar<long>("select count(*) from conversation_events where conversation_id = $1", conversation.Value));
    }
}
