using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What follows from an answer, as a table: pure, so that each row is a test. The HTTP statuses are FHIR R4's (hl7.org/fhir/R4/http.html); which of them may have
/// stored something is the careful reading: 500, 502 and 504 are given after a commit as well as before one, 429 before it, and 408 and 503 before it where the EHR
/// itself says so: a gateway gives them also when it lost the answer, which matters where nobody can look.
/// </summary>
internal static class FilingDecision
{
    private static readonly string[] OfSummary = ["Communication", "DocumentReference", "Bundle.entry[0]"];
    private static readonly NextStep GoOn = new NextStep.GoOn();
    private static readonly NextStep Check = new NextStep.Check();
    private static readonly NextStep Without = new NextStep.Without();
    private static readonly NextStep Forbidden = new NextStep.Forbidden();

    /// <summary>The guarantee matters to a create alone: all else is the same however often it is done, or is done once.</summary>
    public static NextStep After(FilingPhase phase, EhrAnswer answer, FilingGuarantee guarantee) => phase switch
    {
        FilingPhase.Create => Create(answer, guarantee),
        FilingPhase.Update => Update(answer),
        FilingPhase.ProvenanceOwnId => ProvenanceOwnId(answer),
        FilingPhase.ProvenanceOnce => answer is { Reach: Reach.Answered, Status: 200 or 201 } and not { Status: 200, Body: BodyKind.NotFhir } ? GoOn : Without,
        FilingPhase.LookUp => LookUp(answer),
        FilingPhase.ReadBack => ReadBack(answer),
    };

    /// <summary>Whether it is certain that the request stored nothing: it never left, or was turned away before anything was done.</summary>
    public static bool StoredNothing(EhrAnswer answer) => answer switch
    {
        { Reach: Reach.NotSent } => true,
        { Reach: Reach.NoAnswer } => false,
        _ when IsGateways(answer) => false,
        { Status: 501 or 503 } => true,
        { Status: >= 300 and < 500 } => true,
        _ => false,
    };

    /// <summary>Whether a transaction was refused, and not for what it says of the summary, its first entry.</summary>
    public static bool MayBeForItsProvenance(NextStep step, EhrReply reply) =>
        step is NextStep.Park or NextStep.Forbidden && reply.Answer.Status != 412 && StoredNothing(reply.Answer)
        && !reply.Elements.Any(one => OfSummary.Any(first => one.StartsWith(first, StringComparison.Ordinal)));

    private static NextStep Create(EhrAnswer answer, FilingGuarantee guarantee) => answer switch
    {
        { Reach: Reach.NotSent } => new NextStep.Pause(EhrTroubles.NotReached(answer.Transport)),
        { Reach: Reach.NoAnswer } => InDoubt(FilingCodes.NoAnswer, guarantee),
        { Status: 201 } => GoOn,
        { Status: < 200 } or { Status: 200, Body: BodyKind.NotFhir } => InDoubt(FilingCodes.NotFhir, guarantee),
        { Status: 200 } when guarantee == FilingGuarantee.Conditional => Check,
        { Status: 200, Body: BodyKind.Resource or BodyKind.Outcome } => GoOn,
        { Status: >= 200 and < 300 } => InDoubt(FilingCodes.NoAnswer, guarantee),
        { Status: 412 } when guarantee == FilingGuarantee.Conditional => new NextStep.Park(FilingCodes.Duplicates),
        _ when guarantee == FilingGuarantee.AtMostOnce && IsGateways(answer) => new NextStep.Ask(FilingCodes.NoAnswer),
        { Status: 408 } => new NextStep.Again(FilingCodes.NoAnswer),
        { Status: 500 or 502 or 504 or > 504 } => InDoubt(FilingCodes.EhrError, guarantee),
        _ => OfAll(answer),
    };

    /// <summary>Perhaps not the EHR's own word, which comes as an OperationOutcome.</summary>
    private static bool IsGateways(EhrAnswer answer) => answer is { Status: 408 or 503, Body: not BodyKind.Outcome };

    private static NextStep Update(EhrAnswer answer) => answer switch
    {
        { Reach: Reach.NotSent } => new NextStep.Pause(EhrTroubles.NotReached(answer.Transport)),
        { Reach: Reach.NoAnswer } => new NextStep.Again(FilingCodes.NoAnswer),
        { Status: < 200 } or { Status: 200 or 201, Body: BodyKind.NotFhir } => new NextStep.Again(FilingCodes.NotFhir),
        { Status: 200 or 201 or 204 } => GoOn,
        { Status: > 201 and < 300 or 408 } => new NextStep.Again(FilingCodes.NoAnswer),
        { Status: 409 or 412 } => Check,
        { Status: 404 or 410 } => new NextStep.Park(FilingCodes.GoneInEhr),
        { Status: 500 or 502 or 504 or > 504 } => new NextStep.Again(FilingCodes.EhrError),
        _ => OfAll(answer),
    };

    /// <summary>The summary is filed already: its Provenance waits for an EHR that is out for a moment, and is done without where it is refused.</summary>
    private static NextStep ProvenanceOwnId(EhrAnswer answer) => answer switch
    {
        { Reach: Reach.NotSent } => new NextStep.Pause(EhrTroubles.NotReached(answer.Transport)),
        { Reach: Reach.NoAnswer } => new NextStep.Again(FilingCodes.NoAnswer),
        { Status: 200, Body: BodyKind.NotFhir } => new NextStep.Again(FilingCodes.NotFhir),
        { Status: 200 or 201 or 204 } => GoOn,
        { Status: 429 } => new NextStep.Pause(FilingCodes.Busy),
        { Status: 503 } => new NextStep.Pause(FilingCodes.Unavailable),
        { Status: 408 or 500 or 502 or 504 } => new NextStep.Again(FilingCodes.EhrError),
        _ => Without,
    };

    private static NextStep LookUp(EhrAnswer answer) => answer switch
    {
        { Reach: Reach.NotSent } => new NextStep.Pause(EhrTroubles.NotReached(answer.Transport)),
        { Reach: Reach.NoAnswer } => new NextStep.Again(FilingCodes.NoAnswer),
        { Status: 200, Body: BodyKind.Resource } => GoOn,
        { Status: >= 200 and < 300 } => new NextStep.Again(FilingCodes.NotFhir),
        { Status: 408 or 500 or 502 or 504 or > 504 } => new NextStep.Again(FilingCodes.EhrError),
        _ => OfAll(answer),
    };

    /// <summary>What cannot be read back is filed all the same; the receipt says that it was not compared.</summary>
    private static NextStep ReadBack(EhrAnswer answer) => answer switch
    {
        { Reach: Reach.Answered, Status: 200, Body: BodyKind.Resource } => GoOn,
        _ => Without,
    };

    private static NextStep OfAll(EhrAnswer answer) => answer switch
    {
        { Status: 401 } or { Status: 403, Credentials: CredentialFault.ScopeTooSmall } => new NextStep.Pause(EhrTroubles.NotAdmitted(answer.Credentials)),
        { Status: 403 } => Forbidden,
        { Status: 429 } => new NextStep.Pause(FilingCodes.Busy),
        { Status: 503 } => new NextStep.Pause(FilingCodes.Unavailable),

        // Somebody else's page, such as a sign-in, stands where the EHR was: nothing would get through.
        { Status: >= 300 and < 400 } => new NextStep.Pause(FilingCodes.NotFhir),
        _ => new NextStep.Park(EhrTroubles.Refused(answer)),
    };

    private static NextStep InDoubt(string code, FilingGuarantee guarantee) => guarantee switch
    {
        FilingGuarantee.Conditional => new NextStep.Again(code),
        FilingGuarantee.SearchFirst => new NextStep.Search(code),
        FilingGuarantee.AtMostOnce => new NextStep.Ask(code),
    };
}
