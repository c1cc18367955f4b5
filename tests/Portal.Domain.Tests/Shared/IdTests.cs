using FsCheck;
using FsCheck.Fluent;
using Portal.Domain.Shared;

namespace Portal.Domain.Tests.Shared;

public class IdTests
{
    [Fact]
    public void A_new_id_is_a_UUID_of_version_7_and_the_RFC_9562_variant()
    {
        var id = Id.New<ConversationId>();
        Assert.Equal(7, id.Value.Version);
        Assert.InRange(id.Value.Variant, 8, 11);
        Assert.NotEqual(id, Id.New<ConversationId>());
    }

    [Fact]
    public void An_id_of_an_instant_begins_with_its_milliseconds()
    {
        var at = DateTimeOffset.UnixEpoch.AddMilliseconds(0x0123456789AB);
        Assert.StartsWith("01234567-89ab-7", Id.New<EventId>(at).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_UUID_but_nil_is_read_back_from_what_it_is_written_as() =>
        Prop.ForAll<Guid>(value =>
        {
            var written = ConversationId.Of(value).ToString();
            var read = Id.TryParse<ConversationId>(written, out var id);
            return read == (value != Guid.Empty) && (!read || id.Value == value) && written.Length == 36 && string.Equals(written, written.ToLowerInvariant(), StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Capitals_are_the_same_id()
    {
        Assert.True(Id.TryParse<PersonId>("0189ABCD-0000-7000-8000-00000000000A", out var id));
        Assert.Equal("0189abcd-0000-7000-8000-00000000000a", id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0189abcd00007000800000000000000a")]
    [InlineData("{0189abcd-0000-7000-8000-00000000000a}")]
    [InlineData("(0189abcd-0000-7000-8000-00000000000a)")]
    [InlineData("urn:uuid:0189abcd-0000-7000-8000-00000000000a")]
    [InlineData(" 0189abcd-0000-7000-8000-00000000000a")]
    [InlineData("0189abcd-0000-7000-8000-00000000000a ")]
    [InlineData("0189abcd-0000-7000-8000-00000000000a\n")]
    [InlineData("0x89abcd-0000-7000-8000-00000000000a")]
    [InlineData("+189abcd-0000-7000-8000-00000000000a")]
    [InlineData("0189abcd-0x00-7000-8000-00000000000a")]
    [InlineData("0189abcd-0000-7000-8000-00000000000g")]
    [InlineData("0189abcd-0000-7000-8000-00000000000")]
    [InlineData("0189abcd-0000-7000-8000-0000000000000a")]
    public void Anything_but_one_hyphenated_UUID_is_no_id(string? text)
    {
        Assert.False(Id.TryParse<ConversationId>(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void The_portals_own_id_never_changes() => Assert.Equal("00000000-0000-7000-8000-000000000001", PersonId.System.ToString());
}
