using System.Globalization;
using System.Text.Json;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>Reads the claims of an assertion whose signature holds. Claims that nobody here knows are ignored (RFC 7519 section 4).</summary>
internal static class AssertionClaims
{
    /// <summary>The last second that a date of .NET can hold; also keeps a claimed number from overflowing.</summary>
    private const decimal LastSecond = 253_402_300_799m;

    public static AssertionDefect TryRead(JsonElement claims, IntegrationId issuer, string publicUrl, DateTimeOffset now, out HostAssertion? assertion)
    {
        assertion = null;
        if (!claims.TryGetText("aud", out var audience) || audience != publicUrl) return AssertionDefect.Audience;
        if (ReadTimes(claims, now, out var expiresAt) is var times && times != AssertionDefect.None) return times;
        if (!claims.TryGetText("jti", out var jti) || TextRules.Objection(jti, HostAssertion.JwtIdLimit) is not null) return AssertionDefect.JwtId;
        if (!TryReadIdentifier(claims, out var patient)) return AssertionDefect.Subject;
        if (!claims.TryGetText("origin", out var origin) || !EmbedOrigin.IsWellFormed(origin)) return AssertionDefect.Origin;
        if (!TryReadName(claims, out var name)
            || !TryReadBirthDate(claims, out var birthDate)
            || !TryReadOptional(claims, "language", PersonRules.IsLanguage, out var language)
            || !TryReadOptional(claims, "care_team", text => TextRules.Objection(text, CareTeams.CareTeam.IdentifierLimit) is null, out var careTeam)
            || !TryReadActor(claims, out var relatedPerson))
            return AssertionDefect.Claims;
        assertion = new HostAssertion
        {
            Issuer = issuer,
            JwtId = jti,
            UsableUntil = expiresAt + HostAssertion.Skew,
            Patient = patient!,
            RelatedPerson = relatedPerson,
            Origin = origin,
            Name = name,
            BirthDate = birthDate,
            Language = language,
            CareTeam = careTeam,
        };
        return AssertionDefect.None;
    }

    private static AssertionDefect ReadTimes(JsonElement claims, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (!TryReadTime(claims, "iat", out var iat) || iat is not { } issuedAt) return AssertionDefect.Times;
        if (!TryReadTime(claims, "exp", out var exp) || exp is not { } end) return AssertionDefect.Times;
        if (!TryReadTime(claims, "nbf", out var notBefore)) return AssertionDefect.Times;
        expiresAt = end;
        if (end <= issuedAt || end - issuedAt > HostAssertion.Lifetime) return AssertionDefect.Lifetime;
        if (now >= end + HostAssertion.Skew) return AssertionDefect.Expired;
        return issuedAt > now + HostAssertion.Skew || notBefore > now + HostAssertion.Skew ? AssertionDefect.NotYet : AssertionDefect.None;
    }

    /// <summary>A NumericDate (RFC 7519 section 2): seconds since 1970, a fraction allowed. Null where absent, false where it is something else.</summary>
    private static bool TryReadTime(JsonElement claims, string member, out DateTimeOffset? at)
    {
        at = null;
        if (!claims.TryGetProperty(member, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var seconds) || seconds < 0 || seconds > LastSecond) return false;
        at = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary><c>system|value</c>, split at the last <c>|</c>, since a system may hold one.</summary>
    private static bool TryReadIdentifier(JsonElement claims, out Identifier? identifier)
    {
        identifier = null;
        if (!claims.TryGetText("sub", out var sub) || sub.LastIndexOf('|') is var at && at < 0) return false;
        var (system, value) = (sub[..at], sub[(at + 1)..]);
        if (TextRules.Objection(system, Identifier.SystemLimit) is not null || TextRules.Objection(value, Identifier.ValueLimit) is not null) return false;
        identifier = new Identifier(system, value);
        return true;
    }

    private static bool TryReadName(JsonElement claims, out HumanName? name)
    {
        name = null;
        if (!claims.TryGetProperty("name", out var value)) return true;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetText("given", out var given) || !value.TryGetText("family", out var family)) return false;
        if ((given.Length == 0 && family.Length == 0) || PersonRules.PartObjection(given) is not null || PersonRules.PartObjection(family) is not null) return false;
        name = new HumanName(given, family);
        return true;
    }

    private static bool TryReadBirthDate(JsonElement claims, out DateOnly? birthDate)
    {
        birthDate = null;
        if (!TryReadOptional(claims, "birthdate", _ => true, out var text)) return false;
        if (text is null) return true;
        var isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        birthDate = date;
        return isDate;
    }

    private static bool TryReadActor(JsonElement claims, out Identifier? relatedPerson)
    {
        relatedPerson = null;
        if (!claims.TryGetProperty("act", out var act)) return true;
        return act.ValueKind == JsonValueKind.Object && TryReadIdentifier(act, out relatedPerson);
    }

    private static bool TryReadOptional(JsonElement claims, string member, Func<string, bool> isGood, out string? text)
    {
        text = null;
        return !claims.TryGetProperty(member, out _) || (claims.TryGetText(member, out text) && isGood(text));
    }
}
