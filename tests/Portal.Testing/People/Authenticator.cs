using Portal.Domain.Identity.SignIn;

namespace Portal.Testing.People;

/// <summary>What a phone does with the secret it was shown: reads base32, shows codes.</summary>
public static class Authenticator
{
    public static string CodeOf(Enrolment enrolment, TimeProvider clock) => CodeOf(enrolment.Secret, clock);

    public static string CodeOf(string secret, TimeProvider clock) => OneTimeCode.At(Read(secret), OneTimeCode.StepAt(clock.GetUtcNow()));

    private static byte[] Read(string base32)
    {
        var bytes = new List<byte>();
        int buffer = 0, bits = 0;
        foreach (var letter in base32)
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
            buffer &= (1 << bits) - 1;
        }

        return [.. bytes];
    }
}
