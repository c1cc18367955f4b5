using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Portal.Web.Tests.Faults;

/// <summary>
/// Words that stand nowhere else: <see cref="Of"/> gives one for each field, all around the same 32 random digits, and these are what is searched for, in
/// every form in which text comes to rest. Letters and digits only, so that base64url, URL encoding and JSON's escapes change nothing in them.
/// </summary>
internal sealed class Marker
{
    private const int TellAround = 80;
    private readonly string core = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly List<(string Name, byte[] Bytes)> forms = [];

    public Marker()
    {
        Add("UTF-8", Encoding.UTF8.GetBytes(core));
        Add("UTF-8, capitals", Encoding.UTF8.GetBytes(core.ToUpperInvariant()));
        Add("hexadecimal digits of UTF-8", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(core))));
        foreach (var (name, encoding) in ((string, Encoding)[])[("UTF-16", Encoding.Unicode), ("UTF-16, big-endian", Encoding.BigEndianUnicode)]) Add(name, encoding.GetBytes(core));
        foreach (var (name, bytes) in forms.ToList())
            foreach (var shift in Enumerable.Range(0, 3)) Add($"base64 of {name}", Base64Within(bytes, shift));
    }

    /// <summary>No form is longer: chunks that overlap by this much hide nothing.</summary>
    public int Longest => forms.Max(form => form.Bytes.Length);

    public string Of(string field) => $"marker{field}{core}";

    /// <summary>Something else that must lie nowhere: a credential.</summary>
    public void Also(string name, string secret) => Add(name, Encoding.UTF8.GetBytes(secret));

    /// <summary>Fails with the place, the form and what stands around it (nothing but test data).</summary>
    public void AssertAbsent(string place, ReadOnlySpan<byte> content)
    {
        foreach (var (name, bytes) in forms)
        {
            var at = content.IndexOf(bytes);
            if (at < 0) continue;
            var around = content[Math.Max(0, at - TellAround)..Math.Min(content.Length, at + bytes.Length + TellAround)];
            Assert.Fail($"A marker lies in {place} as {name}: {Encoding.Latin1.GetString(around)}");
        }
    }

    public void AssertAbsent(string place, string text) => AssertAbsent(place, Encoding.UTF8.GetBytes(text));

    /// <summary>The part of the base64 that is the same whatever stands before (so many bytes more than a multiple of three) and behind.</summary>
    private static byte[] Base64Within(byte[] bytes, int shift) => Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[shift], .. bytes])[4..^4]);

    private void Add(string name, byte[] bytes) => forms.Add((name, bytes));
}
