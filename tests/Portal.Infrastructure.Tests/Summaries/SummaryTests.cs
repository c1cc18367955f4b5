using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Summaries;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;
using static Portal.Infrastructure.Tests.Summaries.SummaryBench;

namespace Portal.Infrastructure.Tests.Summaries;

public sealed class SummaryTests(CareFixture care) : IClassFixture<CareFixture>
{
    [Fact]
    public async Task A_summary_is_drafted_edited_signed_shared_filed_corrected_and_withdrawn()
    {
        var bench = await Make(care);
        var drafted = await bench.Draft(bench.Nurse);
        Assert.Equal((SummaryStatus.Draft, DraftOrigin.Extract, "Ankle swelling", "en"), (drafted.State.Status, drafted.Draft.Origin, drafted.Text.Topic.Reveal(), drafted.Language));
        Assert.Contains("Can I stop it?", drafted.Text.Of(SectionKind.Reason)!.Value.Reveal(), StringComparison.Ordinal);
        var edited = (await bench.Summaries.Edit(bench.Nurse, drafted.Id, drafted.State.Revision, Words("Elevate."), None)).Value;
        Assert.Equal((SummaryStatus.InReview, "Elevate."), (edited.State.Status, edited.Text.Of(SectionKind.Plan)!.Value.Reveal()));
        Assert.Equal(drafted.Draft.Topic, edited.Draft.Topic);
        var signed = (await bench.Summaries.Sign(bench.Clinician, drafted.Id, new SummarySignature(edited.State.Revision, IsShared: true), None)).Value;
        Assert.Equal((SummaryStatus.Signed, 1, bench.Clinician.PersonId), (signed.State.Status, signed.SharedVersion!.Value, Assert.Single(signed.Versions).Signer.Id));

        var approved = care.Get<IApprovedSummaries>();
        var first = (await approved.Read(drafted.Id, 1, None))!;
        Assert.Equal((bench.Patient.PersonId, bench.Team, true, false, null), (first.Patient, first.CareTeam, first.IsSharedWithPatient, first.IsUrgent, first.Change));
        Assert.Equal([SectionKind.Plan, SectionKind.Instructions], first.Sections.Select(section => section.Kind));
        Assert.Equal([true], await approved.BeginFiling([first], new NothingBeside(), None));
        Assert.Equal(SummaryStatus.Filing, (await bench.View(drafted.Id)).State.Status);
        await approved.EndFiling(drafted.Id, 1, FilingOutcome.Filed, "filed", also: null, None);
        Assert.Equal(SummaryStatus.Filed, (await bench.View(drafted.Id)).State.Status);

        var correcting = (await bench.Summaries.Correct(bench.Clinician, drafted.Id, new("Left-sided only"), None)).Value;
        Assert.Equal((2, SummaryStatus.Draft, "Elevate.", "Left-sided only"), (correcting.State.Version, correcting.State.Status, correcting.Text.Of(SectionKind.Plan)!.Value.Reveal(), correcting.CorrectionReason!.Value.Reveal()));
        var corrected = (await bench.Summaries.Sign(bench.Clinician, drafted.Id, new SummarySignature(correcting.State.Revision), None)).Value;
        Assert.Equal([SummaryStatus.Superseded, SummaryStatus.Signed], corrected.Versions.Select(version => version.Status));
        Assert.Equal(new SummaryChange.Correction(new("Left-sided only")), (await approved.Read(drafted.Id, 2, None))!.Change);

        var withdrawn = (await bench.Summaries.EnterInError(bench.Clinician, drafted.Id, ErrorReason.WrongPatient, None)).Value;
        Assert.Equal((SummaryStatus.EnteredInError, 3), (withdrawn.State.Status, withdrawn.State.Version));
        var error = (await approved.Read(drafted.Id, 3, None))!;
        Assert.Equal(new SummaryChange.EnteredInError(ErrorReason.WrongPatient), error.Change);
        Assert.Empty(error.Sections);

        Assert.Equal(
            [new EventBody.SummarySigned(drafted.Id, 1, SummarySigning.First), new EventBody.SummaryFiled(drafted.Id, 1, FilingOutcome.Filed), new EventBody.SummarySigned(drafted.Id, 2, SummarySigning.Correction), new EventBody.SummarySigned(drafted.Id, 3, SummarySigning.EnteredInError)],
            (await bench.Log(bench.TeamConversation)).Select(one => one.Body).Where(body => body is EventBody.SummarySigned or EventBody.SummaryFiled));
        Assert.Equal(
            [new EventBody.SummaryShared(drafted.Id, 1, new ClinicalText("Rest your leg.")), new EventBody.SummaryShared(drafted.Id, 2, null)],
            (await bench.Log(bench.Conversation, bench.Patient)).Select(one => one.Body).Where(body => body is not EventBody.MessagePosted));
    }

    [Fact]
    public async Task Of_many_signatures_at_once_one_counts()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision), None)));
        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.Equal(SummaryRefusals.NotADraft, answer.Refusal));
        Assert.Equal(1L, await Count("summary_versions", $"summary_id = '{draft.Id}'"));
        Assert.Single(await bench.Log(bench.TeamConversation), one => one.Body is EventBody.SummarySigned);
        Assert.Equal(1L, await Count("audit_events", $"subject_id = '{draft.Id}' and action = 122"));
    }

    [Fact]
    public async Task Of_two_devices_that_save_the_second_is_told()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        Assert.True((await bench.Summaries.Edit(bench.Nurse, draft.Id, draft.State.Revision, Words("a"), None)).IsOk);
        Assert.Equal(SummaryRefusals.Revised, (await bench.Summaries.Edit(bench.Clinician, draft.Id, draft.State.Revision, Words("b"), None)).Refusal);
        Assert.Equal(SummaryRefusals.Revised, (await bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision), None)).Refusal);
        Assert.Equal("a", (await bench.View(draft.Id)).Text.Of(SectionKind.Plan)!.Value.Reveal());
    }

    [Fact]
    public async Task Only_a_clinician_of_the_team_who_just_proved_it_and_never_a_hosts_token_signs_corrects_or_withdraws()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        var outsider = await care.World.Clinician(await care.World.CareTeam());
        var late = bench.Clinician with { AuthenticatedAt = DateTimeOffset.UtcNow.AddMinutes(-6) };
        (Actor Actor, Refusal Refusal)[] refused =
        [
            (late, Refusal.Reauthenticate), (bench.Clinician with { AuthenticatedAt = null }, Refusal.Reauthenticate), (bench.Nurse, Refusal.Forbidden), (outsider, Refusal.NotFound), (bench.Patient, Refusal.NotFound),
            (bench.Clinician with { IsDelegated = true, Integration = Id.New<IntegrationId>() }, Refusal.Forbidden),
        ];
        foreach (var (actor, refusal) in refused)
        {
            Assert.Equal(refusal, (await bench.Summaries.Sign(actor, draft.Id, new SummarySignature(draft.State.Revision), None)).Refusal);
            Assert.Equal(refusal, (await bench.Summaries.Correct(actor, draft.Id, new("x"), None)).Refusal);
            Assert.Equal(refusal, (await bench.Summaries.EnterInError(actor, draft.Id, ErrorReason.Other, None)).Refusal);
        }

        Assert.Equal(3L, await Count("audit_events", $"action = 40 and outcome = 1 and code = 'SignSummary' and actor_id = '{outsider.PersonId}' and conversation_id = '{bench.Conversation}'"));
        Assert.Equal(SummaryStatus.Draft, (await bench.View(draft.Id)).State.Status);
    }

    [Fact]
    public async Task A_hosts_token_gives_the_patient_no_instructions()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        draft = (await bench.Summaries.Edit(bench.Nurse, draft.Id, draft.State.Revision, Words("a"), None)).Value;
        Assert.True((await bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision), None)).IsOk);
        Assert.Equal(Refusal.Forbidden, (await bench.Summaries.Share(bench.Nurse with { IsDelegated = true, Integration = Id.New<IntegrationId>() }, draft.Id, None)).Refusal);
        Assert.Null((await bench.View(draft.Id)).SharedVersion);
        Assert.Equal(1, (await bench.Summaries.Share(bench.Nurse, draft.Id, None)).Value.SharedVersion);
    }

    [Fact]
    public async Task To_the_patient_and_to_strangers_there_is_no_summary()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        var outsider = await care.World.Clinician(await care.World.CareTeam());
        foreach (var actor in (Actor[])[bench.Patient, outsider, await care.World.Patient("Eve", "Elsewhere")])
        {
            Assert.Equal(Refusal.NotFound, (await bench.Summaries.View(actor, draft.Id, None)).Refusal);
            Assert.Equal(Refusal.NotFound, (await bench.Summaries.Sources(actor, draft.Id, None)).Refusal);
            Assert.Equal(Refusal.NotFound, (await bench.Summaries.Edit(actor, draft.Id, 1, Words("x"), None)).Refusal);
            Assert.Equal(Refusal.NotFound, (await bench.Summaries.Share(actor, draft.Id, None)).Refusal);
        }

        Assert.Equal(RefusalKind.Forbidden, (await bench.Summaries.Draft(bench.Patient, new NewSummary(bench.Conversation, null, null), None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await bench.Summaries.List(outsider, bench.Conversation, None)).Refusal!.Kind);
        Assert.Equal(Refusal.NotFound, (await bench.Summaries.View(bench.Clinician, Id.New<SummaryId>(), None)).Refusal);
        Assert.Single((await bench.Summaries.List(bench.Nurse, bench.Conversation, None)).Value);
    }

    [Fact]
    public async Task Nothing_of_the_teams_own_conversation_and_nothing_taken_back_reaches_a_draft()
    {
        var bench = await Make(care);
        var withdrawn = await bench.Say(bench.Patient, "Withdrawn-word hurts");
        Assert.True((await care.Get<IMessages>().Retract(bench.Patient, bench.Conversation, withdrawn, RetractionReason.WrongContent, None)).IsOk);
        var wrong = await bench.Say(bench.Patient, "First-word hurts");
        Assert.True((await care.Get<IMessages>().Correct(bench.Patient, bench.Conversation, wrong, new("Second-word hurts"), None)).IsOk);
        var draft = await bench.Draft();
        var words = string.Join('\n', draft.Text.Sections.Select(section => section.Text.Reveal()));
        Assert.Contains("Second-word", words, StringComparison.Ordinal);
        foreach (var marker in (string[])[Note, "Withdrawn-word", "First-word"]) Assert.DoesNotContain(marker, words, StringComparison.Ordinal);
        Assert.Equal(SummaryRefusals.TeamConversation, (await bench.Summaries.Draft(bench.Clinician, new NewSummary(bench.TeamConversation, null, null), None)).Refusal);
        var sources = (await bench.Summaries.Sources(bench.Clinician, draft.Id, None)).Value;
        Assert.Null(sources.Single(source => source.Sequence == withdrawn).Text);
        Assert.Equal(("Second-word hurts", true), (sources.Single(source => source.Sequence == wrong).Text!.Value.Reveal(), sources.Single(source => source.Sequence == wrong).IsCorrected));
    }

    [Fact]
    public async Task A_message_that_changes_after_the_draft_is_shown_before_it_is_signed_and_after_the_signature_makes_it_stale()
    {
        var bench = await Make(care);
        var said = await bench.Say(bench.Patient, "It hurts at night.");
        var draft = await bench.Draft();
        Assert.True((await care.Get<IMessages>().Correct(bench.Patient, bench.Conversation, said, new("It hurts in the morning."), None)).IsOk);
        Assert.Equal([said], (await bench.View(draft.Id)).ChangedSources);
        Assert.Equal(SummaryRefusals.SourcesChanged, (await bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision), None)).Refusal);
        var seen = await bench.View(draft.Id);
        var signed = (await bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision, seen.SourcesHead), None)).Value;
        Assert.False(signed.IsStale);
        Assert.True((await care.Get<IMessages>().Retract(bench.Patient, bench.Conversation, said, RetractionReason.WrongPatient, None)).IsOk);
        Assert.Equal([said], (await bench.View(draft.Id)).ChangedSources);
        Assert.True(Assert.Single((await bench.Summaries.List(bench.Nurse, bench.Conversation, None)).Value).IsStale);
        Assert.Equal(SummaryStatus.Signed, (await bench.View(draft.Id)).State.Status);
    }

    [Fact]
    public async Task A_summary_on_closing_begins_behind_the_last_one_that_was_signed()
    {
        var bench = await Make(care);
        var first = await bench.Signed();
        Assert.Equal(SummaryRefusals.NothingToSumUp, (await bench.Summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, null, null), None)).Refusal);
        var next = await bench.Say(bench.Patient, "Another question: may I swim?");
        var second = await bench.Draft();
        Assert.Equal((first.Span.To.Next, next), (second.Span.From, second.Span.To));
        var span = new SummarySpan(new Sequence(2), new Sequence(9_999));
        Assert.Equal(span with { To = next }, (await bench.Summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, span, null, "brief"), None)).Value.Span);
        Assert.Equal(RefusalKind.Validation, (await bench.Summaries.Draft(bench.Clinician, new NewSummary(bench.Conversation, span, null, "visit-summary"), None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Instructions_are_shared_once_a_version_by_who_may_write_to_the_patient()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        Assert.Equal(SummaryRefusals.NotSigned, (await bench.Summaries.Share(bench.Nurse, draft.Id, None)).Refusal);
        Assert.True((await bench.Summaries.Sign(bench.Clinician, draft.Id, new SummarySignature(draft.State.Revision), None)).IsOk);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.Summaries.Share(bench.Nurse, draft.Id, None)));
        var shared = Assert.Single((await bench.Log(bench.Conversation, bench.Patient)).Select(one => one.Body).OfType<EventBody.SummaryShared>());
        Assert.Contains("Please elevate your leg.", shared.Text!.Value.Reveal(), StringComparison.Ordinal);
        Assert.True((await care.Get<IApprovedSummaries>().Read(draft.Id, 1, None))!.IsSharedWithPatient);
    }

    [Fact]
    public async Task What_came_of_a_filing_is_written_with_what_its_caller_adds_or_not_at_all()
    {
        var bench = await Make(care);
        var signed = await bench.Signed();
        var approved = care.Get<IApprovedSummaries>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => approved.EndFiling(signed.Id, 1, FilingOutcome.Filed, null, (_, _) => throw new InvalidOperationException("no receipt"), None));
        Assert.Equal(SummaryStatus.Signed, (await bench.View(signed.Id)).State.Status);
        await approved.EndFiling(signed.Id, 1, FilingOutcome.NeedsAttention, "refused-by-ehr", also: null, None);
        Assert.Equal(SummaryStatus.FilingFailed, (await bench.View(signed.Id)).State.Status);
        Assert.Equal(1L, await Count("audit_events", $"subject_id = '{signed.Id}' and action = 128 and code = 'refused-by-ehr'"));
        Assert.Null(await approved.Read(signed.Id, 2, None));
    }

    [Fact]
    public async Task A_draft_is_given_up_and_a_correction_leaves_what_was_signed()
    {
        var bench = await Make(care);
        var draft = await bench.Draft();
        Assert.Equal(Refusal.NotFound, (await bench.Summaries.Discard(bench.Patient, draft.Id, 1, None)).Refusal);
        Assert.True((await bench.Summaries.Discard(bench.Nurse, draft.Id, 1, None)).IsOk);
        Assert.Equal(Refusal.NotFound, (await bench.Summaries.View(bench.Clinician, draft.Id, None)).Refusal);
        Assert.Equal(1L, await Count("audit_events", $"subject_id = '{draft.Id}' and action = 119 and code = 'v1'"));

        var signed = await bench.Signed();
        var correcting = (await bench.Summaries.Correct(bench.Clinician, signed.Id, new("Not this one"), None)).Value;
        var edited = (await bench.Summaries.Edit(bench.Nurse, signed.Id, correcting.State.Revision, Words("Other"), None)).Value;
        Assert.Equal(SummaryRefusals.Revised, (await bench.Summaries.Discard(bench.Nurse, signed.Id, correcting.State.Revision, None)).Refusal);
        Assert.True((await bench.Summaries.Discard(bench.Nurse, signed.Id, edited.State.Revision, None)).IsOk);
        var left = await bench.View(signed.Id);
        Assert.Equal((1, SummaryStatus.Signed, null), (left.State.Version, left.State.Status, left.CorrectionReason));
        Assert.Equal(left.Versions[0].Text.Of(SectionKind.Plan), left.Text.Of(SectionKind.Plan));
        var again = (await bench.Summaries.Correct(bench.Clinician, signed.Id, new("This one"), None)).Value;
        Assert.True((await bench.Summaries.Sign(bench.Clinician, signed.Id, new SummarySignature(again.State.Revision), None)).IsOk);
        Assert.Equal("This one", (await bench.View(signed.Id)).CorrectionReason!.Value.Reveal());
    }

    [Fact]
    public async Task Every_opening_and_change_leaves_its_trace()
    {
        var bench = await Make(care);
        var signed = await bench.Signed(isShared: true);
        await bench.View(signed.Id);
        foreach (var action in (int[])[120, 122, 125, 126]) Assert.Equal(1L, await Count("audit_events", $"subject_id = '{signed.Id}' and action = {action}"));
    }

    [Fact]
    public async Task A_conversation_is_exported_by_the_patient_and_by_staff_who_just_proved_it()
    {
        var bench = await Make(care);
        var export = care.Get<IConversationExport>();
        Assert.Equal(Refusal.Reauthenticate, (await export.Export(bench.Nurse with { AuthenticatedAt = null }, bench.Conversation, None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await export.Export(bench.Nurse with { IsDelegated = true, Integration = Id.New<IntegrationId>() }, bench.Conversation, None)).Refusal);
        Assert.Equal(SummaryRefusals.TeamConversation, (await export.Export(bench.Nurse, bench.TeamConversation, None)).Refusal);
        Assert.Equal(RefusalKind.NotFound, (await export.Export(bench.Patient, bench.TeamConversation, None)).Refusal!.Kind);
        foreach (var actor in (Actor[])[bench.Nurse, bench.Patient])
        {
            var copy = (await export.Export(actor, bench.Conversation, None)).Value;
            Assert.Equal(3, copy.Entries.Count(entry => entry.Message is not null));
            Assert.Equal(1L, await Count("audit_events", $"actor_id = '{actor.PersonId}' and action = 129 and conversation_id = '{bench.Conversation}'"));
        }
    }

    [Fact]
    public async Task Of_a_conversation_whose_key_was_destroyed_there_is_no_summary_and_nobody_has_seen_one()
    {
        var bench = await Make(care);
        var (id, who) = ((await bench.Signed(isShared: true)).Id, bench.Clinician);
        await using (var keys = await care.Get<IDbContextFactory<KeyStoreDbContext>>().CreateDbContextAsync())
            await keys.DataKeys.Where(row => row.SubjectId == bench.Conversation.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.DestroyedAt, DateTimeOffset.UtcNow));

        // A node that never had the key.
        await using var node = TestServices.Build(care.Database);
        var summaries = node.GetRequiredService<ISummaries>();
        Refusal?[] refusals =
        [
            (await summaries.View(who, id, None)).Refusal,
            (await summaries.List(who, bench.Conversation, None)).Refusal,
            (await summaries.Sources(who, id, None)).Refusal,
            (await summaries.Draft(who, new NewSummary(bench.Conversation, null, null), None)).Refusal,
            (await summaries.Edit(who, id, 1, Words("Other"), None)).Refusal,
            (await summaries.Discard(who, id, 1, None)).Refusal,
            (await summaries.Sign(who, id, new SummarySignature(1), None)).Refusal,
            (await summaries.Correct(who, id, new("Left-sided only"), None)).Refusal,
            (await summaries.EnterInError(who, id, ErrorReason.Other, None)).Refusal,
            (await summaries.Share(who, id, None)).Refusal,
            (await node.GetRequiredService<IFhirExport>().Summary(who, id, 1, None)).Refusal,
            (await node.GetRequiredService<IConversationExport>().Export(who, bench.Conversation, None)).Refusal,
        ];
        Assert.All(refusals, refusal => Assert.Equal(RefusalKind.NotFound, refusal?.Kind));
        Assert.Equal(0L, await Count("audit_events", $"conversation_id = '{bench.Conversation}' and action in (121, 129)"));
        Assert.Equal(1L, await Count("summary_versions", $"summary_id = '{id}'"));
    }

    private Task<long> Count(string table, string where) => care.Database.Scalar<long>($"select count(*) from {table} where {where}");

    private sealed class NothingBeside : IWrittenBeside
    {
        public void Ask(DbBatch reading)
        {
        }

        public Task<IReadOnlyList<bool>> Hear(DbDataReader rows, CancellationToken cancel) => Task.FromResult<IReadOnlyList<bool>>([true]);

        public void Write(DbBatch writing)
        {
        }
    }
}
