using System.Data.Common;
using Portal.Domain.Conversations;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Summaries;

/// <summary>The locked conversations and the states of summaries in one transaction of filing, and what is to be written of them. Rows know here only what is read and written.</summary>
internal sealed class FiledRows
{
    private readonly Dictionary<Guid, ConversationRow> conversations = [];
    private readonly Dictionary<(Guid Patient, Guid CareTeam), ConversationRow> teams = [];
    private readonly Dictionary<Guid, SummaryRow> summaries = [];
    private readonly Dictionary<Guid, SummaryRow> changed = [];
    private readonly Dictionary<Guid, ConversationRow> moved = [];
    private readonly List<ConversationEventRow> events = [];
    private readonly List<OutboxEventRow> owed = [];

    /// <summary>Of the teams' conversations.</summary>
    public IReadOnlyDictionary<Guid, DataKey> Keys { get; set; } = new Dictionary<Guid, DataKey>();

    public List<AuditEventRow> Audits { get; } = [];

    /// <summary>Whom the bus tells after the commit.</summary>
    public List<(ConversationEvent Event, Guid CareTeam, Guid? Patient)> Told { get; } = [];

    /// <summary>Two result sets: <see cref="ISqlDialect.LockConversations(DbBatch, IReadOnlyCollection{Guid}, IReadOnlyCollection{ValueTuple{Guid, Guid}})"/> and <see cref="ISqlDialect.ReadStates"/>.</summary>
    public static async Task<FiledRows> Read(DbDataReader rows, CancellationToken cancel)
    {
        var all = new FiledRows();
        while (await rows.ReadAsync(cancel)) all.Add(ConversationOf(rows));
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel)) all.Add(StateOf(rows));
        return all;
    }

    public SummaryState StateOf(ApprovedSummary summary) => summaries[summary.Id.Value].ToState();

    public ConversationRow Conversation(Guid id) => conversations[id];

    public bool HasTeam((Guid Patient, Guid CareTeam) of) => teams.ContainsKey(of);

    public ConversationRow TeamOf((Guid Patient, Guid CareTeam) of) => teams[of];

    /// <summary>Null changes nothing.</summary>
    public void Take(ApprovedSummary summary, SummaryState? state)
    {
        if (state is null) return;
        var row = summaries[summary.Id.Value];
        row.Take(state);
        changed[row.Id] = row;
    }

    public void Append(ConversationRow at, NewEvent added)
    {
        moved[at.Id] = at;
        events.Add(added.Row);
        owed.Add(added.Owed);
        Told.Add((added.Event, at.CareTeamId, at.PatientId));
    }

    public void Write(ISqlDialect dialect, DbBatch batch)
    {
        if (changed.Count > 0) dialect.WriteStates(batch, [.. changed.Values]);
        if (events.Count == 0) return;
        dialect.AppendEvents(batch, events);
        dialect.MoveHeads(batch, [.. moved.Values]);
        dialect.WriteOutbox(batch, owed);
        dialect.WriteAudits(batch, Audits);
    }

    private void Add(ConversationRow row)
    {
        conversations[row.Id] = row;
        if (row is { Kind: (short)ConversationKind.Team, PatientId: { } patient }) teams[(patient, row.CareTeamId)] = row;
    }

    private void Add(SummaryRow row) => summaries[row.Id] = row;

    private static ConversationRow ConversationOf(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Kind = row.GetInt16(1),
        PatientId = row.IsDBNull(2) ? null : row.GetGuid(2),
        CareTeamId = row.GetGuid(3),
        HeadSequence = row.GetInt64(4),
        LastActivityAt = row.GetFieldValue<DateTimeOffset>(5),
    };

    private static SummaryRow StateOf(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt32(1),
        Status = row.GetInt16(2),
        Revision = row.GetInt32(3),
        StandingVersion = row.IsDBNull(4) ? null : row.GetInt32(4),
        StandingStatus = row.IsDBNull(5) ? null : row.GetInt16(5),
    };
}
