using Portal.Testing.Database;

namespace Portal.Benchmarks.Load;

/// <summary>
/// The queue to the EHR, kept at a length while it is worked: deliveries of signed summaries stand ready in a table beside it, and as many as were filed are moved in, in
/// one statement. Both cost the database the same whatever the length.
/// </summary>
internal sealed class FilingQueue
{
    private readonly PortalDatabase database;
    private long stocked;
    private long queued;

    private FilingQueue(PortalDatabase database) => this.database = database;

    /// <summary>Signed, and not in the queue yet.</summary>
    public long InStock => stocked - queued;

    public static async Task<FilingQueue> Open(PortalDatabase database)
    {
        await database.Execute("create table filing_stock (like outbox_deliveries including defaults, primary key (position))");
        await database.Execute("create table filing_stocked (summary_id uuid primary key)");
        return new FilingQueue(database);
    }

    /// <summary>Puts the deliveries of all summaries that have none yet into the stock, due one after the other, each before now.</summary>
    public async Task Stock() => stocked += await database.Execute(
        """
        with fresh as (insert into filing_stocked select id from summaries on conflict do nothing returning summary_id)
        insert into filing_stock (id, outbox_event_id, target, lane, position, kind, conversation_id, sequence, subject_id, subject_version, created_at, state, attempts, due_at, fence)
        select s.id, s.id, 'ehr', 'summary:' || s.id, $1 + row_number() over (order by s.id), 40, s.conversation_id, 1, s.id, 1, s.drafted_at, 0, 0, s.drafted_at, 0
        from fresh join summaries s on s.id = fresh.summary_id
        """,
        stocked);

    /// <summary>Moves in what is wanting to that length; <paramref name="filed"/>: so far.</summary>
    public async Task Fill(int length, long filed)
    {
        var wanting = length - (queued - filed);
        if (wanting <= 0) return;
        if (wanting > InStock) throw new InvalidOperationException("The stock of signed summaries is used up.");
        await database.Execute("with moved as (delete from filing_stock where position > $1 and position <= $2 returning *) insert into outbox_deliveries select * from moved", queued, queued + wanting);
        queued += wanting;
    }

    /// <summary>Filing rests, and the EHR has so many: each of these is done here, none failed, none is lost.</summary>
    public async Task Settle(Func<Task<long>> stored)
    {
        var (done, waiting, failed) = (await Count("state = 1"), await Count("state = 0"), await Count("state > 1 or last_error is not null"));
        var filed = await stored();
        if (done != filed || waiting != queued - filed || failed != 0) throw new InvalidOperationException($"The EHR has {filed} of {queued}, and of the deliveries {done} are done, {waiting} wait and {failed} failed.");
    }

    private Task<long> Count(string which) => database.Scalar<long>($"select count(*) from outbox_deliveries where target = 'ehr' and ({which})");
}
