using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Audit;

/// <summary>The record of the golden vectors, and any record at all.</summary>
internal static class Records
{
    public static readonly AuditRecord Golden = new(
        new AuditEventId(new Guid("01890000-0000-7000-8000-00000000000a")),
        new DateTimeOffset(2026, 3, 4, 10, 0, 0, 123, TimeSpan.Zero),
        new PersonId(new Guid("01890000-0000-7000-8000-00000000000b")),
        ActorKind.Practitioner,
        StaffRoles.Practitioner | StaffRoles.Coordinator,
        AuditAction.MessagePosted,
        AuditOutcome.Succeeded,
        new PersonId(new Guid("01890000-0000-7000-8000-00000000000c")),
        new ConversationId(new Guid("01890000-0000-7000-8000-00000000000d")),
        CareTeam: null,
        Subject: null,
        Sequence: 7,
        Code: "größe",
        Integration: null,
        new SessionId(new Guid("01890000-0000-7000-8000-00000000000e")),
        "192.0.2.1",
        new BreakGlassId(new Guid("01890000-0000-7000-8000-00000000000f")));

    private static readonly Gen<Guid> Guids = ArbMap.Default.GeneratorFor<Guid>();

    private static readonly Gen<Guid?> MaybeGuids = Maybe(Guids);

    private static readonly Gen<string?> Texts = Gen.OneOf(
        Gen.Constant<string?>(null),
        Gen.Constant<string?>(""),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (string?)text.Get.Replace("\uFFFD", "", StringComparison.Ordinal)).Where(IsWhole));

    public static readonly Arbitrary<AuditRecord> Any = (
        from id in Guids
        from ticks in Gen.Choose(0, int.MaxValue)
        from person in Guids
        from kind in Gen.Elements(Enum.GetValues<ActorKind>())
        from roles in Gen.Choose(0, 31)
        from action in Gen.Elements(Enum.GetValues<AuditAction>())
        from outcome in Gen.Elements(Enum.GetValues<AuditOutcome>())
        from patient in MaybeGuids
        from conversation in MaybeGuids
        from careTeam in MaybeGuids
        from subject in MaybeGuids
        from sequence in Maybe(ArbMap.Default.GeneratorFor<long>())
        from code in Texts
        from integration in MaybeGuids
        from session in MaybeGuids
        from address in Texts
        from grant in MaybeGuids
        select new AuditRecord(
            new AuditEventId(id),
            Golden.At.AddTicks(ticks),
            new PersonId(person),
            kind,
            (StaffRoles)roles,
            action,
            outcome,
            patient is { } p ? new PersonId(p) : null,
            conversation is { } c ? new ConversationId(c) : null,
            careTeam is { } t ? new CareTeamId(t) : null,
            subject,
            sequence,
            code,
            integration is { } i ? new IntegrationId(i) : null,
            session is { } s ? new SessionId(s) : null,
            address,
            grant is { } g ? new BreakGlassId(g) : null)).ToArbitrary();

    private static Gen<T?> Maybe<T>(Gen<T> some) where T : struct => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static bool IsWhole(string? text) => text!.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);
}
