using System.Text;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;

namespace Portal.Domain.Tests.Identity;

/// <summary>What a file says, and what is wrong with one, before anybody is asked who is known.</summary>
public class ImportFileTests
{
    private const string Header = "userName,email,displayName,roles,careTeams,from,to\n";
    private const string Good = "rosa,rosa@clinic.example,Rosa Quintero,practitioner,,,\n";

    [Theory]
    [InlineData(Header + "rosa,rosa@clinic.example,\"Quintero, \"\"Rosa\"\"\",practitioner supervisor,cardiology|er-1,2026-01-01,2026-01-31\r\n\r\n")]
    [InlineData("\uFEFFUserName;Email;DisplayName;Roles;CareTeams;From;To\rrosa;rosa@clinic.example;\"Quintero, \"\"Rosa\"\"\";Practitioner|Supervisor;cardiology er-1;2026-01-01;2026-01-31")]
    public void A_file_is_read_as_spreadsheets_write_it(string text)
    {
        var file = Read(text);
        Assert.Empty(file.Errors);
        var row = Assert.Single(file.Rows);
        Assert.Equal((2, "rosa", "rosa@clinic.example", "Quintero, \"Rosa\"", StaffRoles.Practitioner | StaffRoles.Supervisor), (row.Line, row.Person.UserName, row.Person.Email, row.Person.DisplayName, row.Person.Roles));
        Assert.Equal(["cardiology", "er-1"], row.CareTeams);
        Assert.Equal((new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)), (row.From!.Value, row.To!.Value));
    }

    public static TheoryData<string, byte[]> OtherEncodings() => new()
    {
        { "UTF-16 with its mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Header + Good)] },
        { "UTF-16 without", Encoding.Unicode.GetBytes(Header + Good) },
        { "UTF-16 the other way", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Header + Good)] },
        { "Latin-1", Encoding.Latin1.GetBytes(Header + "jose,jose@clinic.example,José,practitioner,,,\n") },
        { "NUL", Encoding.UTF8.GetBytes(Header + "ro\0sa,rosa@clinic.example,Rosa,practitioner,,,\n") },
        { "cut in a letter", Encoding.UTF8.GetBytes(Header + "jose,jose@clinic.example,José")[..^1] },
    };

    [Theory]
    [MemberData(nameof(OtherEncodings))]
    public void Another_encoding_is_refused_whole(string name, byte[] csv)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ImportRules.NotUtf8, ImportFile.Read(csv).Refusal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_file_of_too_many_lines_or_bytes_is_refused_before_it_is_read(string end)
    {
        var lines = string.Concat(Enumerable.Repeat("rosa,rosa@clinic.example,Rosa,practitioner,,," + end, 100_000));
        Assert.Equal(ImportRules.TooManyLines, ImportFile.Read(Encoding.UTF8.GetBytes(lines)).Refusal);
        Assert.Equal(ImportRules.TooLarge, ImportFile.Read(new byte[ImportRules.MostBytes + 1]).Refusal);
        Assert.Equal(5_000, Read(Header + string.Concat(Enumerable.Range(0, 5_000).Select(line => $"p{line},p{line}@clinic.example,P,practitioner,,,\n"))).Rows.Count);
    }

    [Theory]
    [InlineData("", 1, "", ImportFault.Header)]
    [InlineData("userName,email\n", 1, "", ImportFault.Header)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa\n", 2, "", ImportFault.Cells)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,practitioner,,,,\n", 2, "", ImportFault.Cells)]
    [InlineData(Header + "rosa,rosa@clinic.example,\"Rosa,practitioner,,,\n" + "more,more@clinic.example,More,practitioner,,,\n", 2, "", ImportFault.Quote)]
    [InlineData(Header + "rosa,rosa@clinic.example,\"Rosa\"s,practitioner,,,\n", 2, "", ImportFault.Quote)]
    [InlineData(Header + "rosa,rosa@clinic.example,\"=HYPERLINK(\"\"http://evil.example\"\")\",practitioner,,,\n", 2, "displayName", ImportFault.Formula)]
    [InlineData(Header + "rosa,rosa@clinic.example,+1,practitioner,,,\n", 2, "displayName", ImportFault.Formula)]
    [InlineData(Header + "rosa,rosa@clinic.example,-1,practitioner,,,\n", 2, "displayName", ImportFault.Formula)]
    [InlineData(Header + "@rosa,rosa@clinic.example,Rosa,practitioner,,,\n", 2, "userName", ImportFault.Formula)]
    [InlineData(Header + "rosa,rosa@clinic.example,\tRosa,practitioner,,,\n", 2, "displayName", ImportFault.Formula)]
    [InlineData(Header + "Rosa Q,rosa@clinic.example,Rosa,practitioner,,,\n", 2, "userName", ImportFault.UserName)]
    [InlineData(Header + "rosa,\"rosa@clinic.example\nBcc: all@clinic.example\",Rosa,practitioner,,,\n", 2, "email", ImportFault.Email)]
    [InlineData(Header + "rosa,rosa@clinic.example,\u200B,practitioner,,,\n", 2, "displayName", ImportFault.DisplayName)]
    [InlineData(Header + "rosa,rosa@clinic.example,Ro\u0007sa,practitioner,,,\n", 2, "displayName", ImportFault.DisplayName)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,,,,\n", 2, "roles", ImportFault.Roles)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,practitioner surgeon,,,\n", 2, "roles", ImportFault.Roles)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,none,,,\n", 2, "roles", ImportFault.Roles)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,practitioner,,31.1.2026,\n", 2, "from", ImportFault.Date)]
    [InlineData(Header + "rosa,rosa@clinic.example,Rosa,practitioner,,2026-02-01,2026-01-31\n", 2, "to", ImportFault.Period)]
    [InlineData(Header + Good + "ROSA2,rosa@clinic.example,Rosa,practitioner,,,\n", 3, "userName", ImportFault.UserName)]
    [InlineData(Header + Good + "rosa2,ROSA@clinic.example,Rosa,practitioner,,,\n", 3, "email", ImportFault.Twice)]
    [InlineData(Header + Good + "rosa,rosa3@clinic.example,Rosa,practitioner,,,\n", 3, "userName", ImportFault.Twice)]
    public void What_is_wrong_is_told_by_line_and_column_and_never_by_what_stands_there(string text, int line, string column, ImportFault fault) =>
        Assert.Equal([new ImportError(line, column, fault)], Read(text).Errors);

    [Fact]
    public void Lines_are_counted_through_quoted_ends_of_lines() =>
        Assert.Equal([new ImportError(4, "email", ImportFault.Email)], Read(Header + "rosa,rosa@clinic.example,\"Rosa\nQuintero\",practitioner,,,\nnext,nowhere,Next,practitioner,,,\n").Errors);

    private static ImportFile Read(string text) => ImportFile.Read(Encoding.UTF8.GetBytes(text)).Value;
}
