using Npgsql;
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

    /// <summary>Half of what a statement may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

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

    [Fact]
    public async Task A_conversation_that_is_held_elsewhere_keeps_no_other_waiting_for_long_and_nothing_of_it_is_reordered()
    {
        var team = await care.World.CareTeam();
        var (one, other) = (await care.World.Patient(), await care.World.Patient());
        var (held, free) = (await care.World.Conversation(one, team), await care.World.Conversation(other, team));
        var messages = care.Get<IMessages>();
        await using var source = NpgsqlDataSource.Create(care.Database.Superuser);
        await using (var connection = await source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("select id from conversations where id = $1 for update", connection, transaction) { Parameters = { new() { Value = held.Value } } };
            await hold.ExecuteNonQueryAsync();
            var stuck = Enumerable.Range(0, 5).Select(number => messages.Post(one, held, CareWorld.Draft($"stuck {number}"), None)).ToList();
            Assert.True((await messages.Post(other, free, CareWorld.Draft("free"), None).WaitAsync(Patience)).IsOk);
            Assert.All(await Task.WhenAll(stuck), outcome => Assert.Equal(RefusalKind.NotReady, outcome.Refusal!.Kind));
        }

        Assert.Equal(1, (await messages.Post(one, held, CareWorld.Draft("afterwards"), None)).Value.Receipt.Sequence.Value);
    }
}
