using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Testing.Mail;

/// <summary>One mail as it came over the wire, its text and subject decoded.</summary>
public sealed partial record ReceivedMail(string From, string To, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public string Subject => Words(Headers["Subject"]);

    /// <summary>Of a mail with a file: its parts by content type, decoded. Empty where it is one piece.</summary>
    public IReadOnlyDictionary<string, string> Parts
    {
        get
        {
            var boundary = Boundary.Match(Headers.GetValueOrDefault("Content-Type", ""));
            if (!boundary.Success) return new Dictionary<string, string>(StringComparer.Ordinal);
            return Text.Split("--" + boundary.Groups["name"].Value)[1..^1].Select(part => Read("", "", part.TrimStart('\n').ReplaceLineEndings("\r\n")))
                .ToDictionary(part => part.Headers["Content-Type"].Split(';')[0], part => part.Text, StringComparer.Ordinal);
        }
    }

    public static ReceivedMail Read(string from, string to, string data)
    {
        var end = data.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = Folding.Replace(data[..end], " ").Split("\r\n");
        var headers = lines.Select(line => line.Split(": ", 2)).GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(parts => parts.Key, parts => parts.First()[1], StringComparer.OrdinalIgnoreCase);
        var encoding = headers.GetValueOrDefault("Content-Transfer-Encoding", "7bit").ToLowerInvariant();
        return new ReceivedMail(from, to, headers, Decode(data[(end + 4)..], encoding).ReplaceLineEndings("\n").TrimEnd('\n'));
    }

    private static string Decode(string body, string encoding) => encoding switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
        "quoted-printable" => Printable(body.Replace("=\r\n", "", StringComparison.Ordinal)),
        _ => body,
    };

    private static string Printable(string text)
    {
        var bytes = new List<byte>();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '=')
            {
                bytes.Add(Convert.ToByte(text.Substring(index + 1, 2), 16));
                index += 2;
            }
            else
            {
                bytes.Add((byte)text[index]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex("boundary=\"?(?<name>[^\";]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Boundary { get; }

    /// <summary>Encoded words of RFC 2047.</summary>
    private static string Words(string header) => Encoded.Replace(
        Between.Replace(header, "?==?"),
        match => match.Groups["how"].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups["text"].Value))
            : Printable(match.Groups["text"].Value.Replace('_', ' ')));

    [GeneratedRegex(@"\r\n[ \t]+", RegexOptions.NonBacktracking)]
    private static partial Regex Folding { get; }

    [GeneratedRegex(@"\?=\s+=\?", RegexOptions.NonBacktracking)]
    private static partial Regex Between { get; }

    [GeneratedRegex(@"=\?utf-8\?(?<how>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Encoded { get; }
}
