using System.Text.Json.Nodes;

namespace Portal.Testing.Ehr;

/// <summary>
/// A server that lets nobody in without a token (SMART Backend Services): it says where tokens are had, and what it can do, to everybody; all else is 401 without a token
/// that <paramref name="Takes"/> takes, now.
/// </summary>
public sealed record FhirGuard(Uri TokenAddress, Func<string, bool> Takes)
{
    private const string Scheme = "Bearer ";

    /// <summary>Null where the request goes through.</summary>
    internal FhirReplyOfTest? Answer(FhirCall call)
    {
        if (call.Path == ".well-known/smart-configuration") return new FhirReplyOfTest(200, new JsonObject { ["token_endpoint"] = TokenAddress.AbsoluteUri });
        if (call.Path == "metadata" || (Token(call) is { } token && Takes(token))) return null;
        return FhirReplyOfTest.Refusal(401, "login", "Who is there?");
    }

    /// <summary>The token that came with a request; null where none did.</summary>
    public static string? Token(FhirCall call) =>
        call.Headers.GetValueOrDefault("Authorization") is { } header && header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : null;
}
