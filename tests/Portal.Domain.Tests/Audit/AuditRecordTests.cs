using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Tests.Shared;

namespace Portal.Domain.Tests.Audit;

public class AuditRecordTests
{
    /// <summary>Made once by another program from the documentation's words.</summary>
    private const string GoldenBytes =
        "02" + "00000010" + "0189000000007000800000000000000a" + "00000008" + "08de79d4cc5354b0" + "00000010" + "0189000000007000800000000000000b"
        + "00000008" + "0000000000000003" + "00000008" + "0000000000000003" + "00000008" + "0000000000000016" + "00000008" + "0000000000000000"
        + "00000010" + "0189000000007000800000000000000c" + "00000010" + "0189000000007000800000000000000d" + "ffffffff" + "ffffffff"
        + "00000008" + "0000000000000007" + "00000007" + "6772c3b6c39f65" + "ffffffff" + "00000010" + "0189000000007000800000000000000e"
        + "00000009" + "3139322e302e322e31" + "00000010" + "0189000000007000800000000000000f";

    [Fact]
    public void The_canonical_bytes_are_as_documented() => Assert.Equal(GoldenBytes, Convert.ToHexStringLower(Records.Golden.ToCanonicalBytes()));

    [Fact]
    public void The_mac_is_HMAC_SHA_256_over_them() =>
        Assert.Equal(
            "958409242fce05c4c979bb37d358f55bc1937c1734117f0b3420d200a06dd000",
            Convert.ToHexStringLower(Records.Golden.Mac(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray())));

    [Fact]
    public void Every_record_can_be_read_back_from_its_bytes_so_no_two_share_them() =>
        Prop.ForAll(Records.Any, record => CanonicalReader.Read(record.ToCanonicalBytes()) == record).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void An_absent_text_and_an_empty_one_and_their_neighbours_are_told_apart()
    {
        AuditRecord[] close =
        [
            Records.Golden with { Code = null, Address = "ab" },
            Records.Golden with { Code = "", Address = "ab" },
            Records.Golden with { Code = "a", Address = "b" },
            Records.Golden with { Code = "ab", Address = "" },
            Records.Golden with { Code = "ab", Address = null },
        ];
        Assert.Equal(close.Length, close.Select(record => Convert.ToHexString(record.ToCanonicalBytes())).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_thrown_at_and_not_taken_for_the_replacement_character() =>
        Assert.Throws<EncoderFallbackException>(() => (Records.Golden with { Code = "\uD83D" }).ToCanonicalBytes());

    [Fact]
    public void An_entry_becomes_a_record_of_who_what_which_when_and_from_where()
    {
        var actor = Someone.Delegated(StaffRoles.Practitioner) with { Session = Id.New<SessionId>(), Address = "192.0.2.7" };
        var (patient, conversation, careTeam, subject, grant) = (Id.New<PersonId>(), Id.New<ConversationId>(), Id.New<CareTeamId>(), Guid.CreateVersion7(), Id.New<BreakGlassId>());
        var entry = new AuditEntry(actor, AuditAction.MessageRetracted, AuditOutcome.Refused)
        {
            Patient = patient,
            Conversation = conversation,
            CareTeam = careTeam,
            Subject = subject,
            Sequence = new Sequence(9),
            Code = "wrong-patient",
            BreakGlass = grant,
        };
        var id = Id.New<AuditEventId>();
        var expected = new AuditRecord(
            id,
            Records.Golden.At,
            actor.PersonId,
            ActorKind.Practitioner,
            StaffRoles.Practitioner,
            AuditAction.MessageRetracted,
            AuditOutcome.Refused,
            patient,
            conversation,
            careTeam,
            subject,
            9,
            "wrong-patient",
            actor.Integration,
            actor.Session,
            "192.0.2.7",
            grant);
        Assert.Equal(expected, AuditRecord.Of(entry, id, Records.Golden.At.AddTicks(9_999)));
    }

    [Fact]
    public void A_record_prints_no_name() => Assert.DoesNotContain("Marker", $"{new AuditEntry(Someone.Patient(), AuditAction.SignedIn)}", StringComparison.Ordinal);
}
