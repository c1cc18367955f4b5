namespace Portal.Infrastructure.Summaries;

/// <summary>What the record that summaries are filed in makes of them, for those who see how they stand.</summary>
internal interface IRecordStandings
{
    /// <summary>Of withdrawals (summary and the version that withdraws it) those that the record did not take: until a person has seen to it, what was withdrawn is in force there.</summary>
    Task<IReadOnlySet<Guid>> StillInForce(IReadOnlyDictionary<Guid, int> withdrawals, CancellationToken cancel);
}
