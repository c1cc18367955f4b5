using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Portal.Domain.Conversations;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Shared;

/// <summary>What a patient wrote or is called comes out only where it is asked for by name.</summary>
public class SilenceTests
{
    private static readonly Type[] Known =
    [
        typeof(ClinicalText), typeof(HumanName), typeof(Identifier), typeof(PatientCard), typeof(PatientRef), typeof(PatientSessionRequest),
        typeof(RelatedPersonRequest), typeof(ConversationRequest), typeof(HostAssertion), typeof(MessageDraft), typeof(MessageFacts), typeof(NewConversation),
        typeof(ConversationView), typeof(ConversationEvent), typeof(EventActor), typeof(AttachmentRef), typeof(EventBody.MessagePosted),
        typeof(EventBody.MessageCorrected), typeof(EventBody.ParticipantJoined), typeof(Domain.Identity.Actor),
    ];

    public static TheoryData<Type> Data => new(Walked);

    private static IEnumerable<Type> Walked => typeof(ClinicalText).Assembly.GetExportedTypes().Where(IsData).Where(type => Holds(type, []));

    [Fact]
    public void Every_type_that_can_hold_a_patient_is_walked() => Assert.Superset(Known.ToHashSet(), Walked.ToHashSet());

    [Theory]
    [MemberData(nameof(Data))]
    public void It_prints_nothing_of_a_patient_in_any_way_of_printing(Type type)
    {
        var one = Specimen.Of(type);
        string[] prints =
        [
            one.ToString()!, $"{one}", $"{one,100}", string.Concat("a", one), string.Join(',', [one, one]), string.Format(CultureInfo.InvariantCulture, "{0}", one),
            new InvalidOperationException($"{one}").ToString(), new Wrapped(one, "x").ToString(), $"{(one, 1)}", $"{new { one }}",
        ];
        Assert.All(prints, AssertSilent);
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void It_does_not_go_into_JSON_by_accident_alone_or_inside_something_else(Type type)
    {
        var one = Specimen.Of(type);
        foreach (var thing in new[] { one, new Wrapped(one, "x"), new[] { one }, new Dictionary<string, object> { ["one"] = one } })
        {
            var refusal = Assert.ThrowsAny<Exception>(() => JsonSerializer.Serialize(thing));
            Assert.True(refusal is NotSupportedException or JsonException, refusal.ToString()); // JsonException: a Sequence has a next one, without end
            AssertSilent(refusal.ToString());
        }
    }

    [Theory]
    [InlineData(typeof(SessionAnswer), "plain")]
    [InlineData(typeof(NewIntegrationKey), "plain")]
    [InlineData(typeof(CallTicket), "plain")]
    public void What_is_shown_once_is_neither_printed_nor_serialised(Type type, string secret)
    {
        var one = Specimen.Of(type);
        Assert.DoesNotContain(secret, $"{one} {new Wrapped(one, "x")}", StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(one));
    }

    [Fact]
    public void A_mail_prints_neither_address_nor_text() =>
        Assert.DoesNotContain(Specimen.Marker, $"{new Domain.Notifications.Mail(Specimen.Marker, Specimen.Marker, Specimen.Marker)}", StringComparison.Ordinal);

    [Fact]
    public void The_words_are_had_by_asking_for_them() => Assert.Equal(Specimen.Marker, new ClinicalText(Specimen.Marker).Reveal());

    [Fact]
    public void Clinical_text_is_equal_by_its_words_and_hides_their_length()
    {
        Assert.Equal(new ClinicalText("a"), new ClinicalText("a"));
        Assert.NotEqual(new ClinicalText("a"), new ClinicalText("A"));
        Assert.Equal(default, new ClinicalText(""));
        Assert.Equal($"{new ClinicalText("a")}", $"{new ClinicalText("longer")}");
    }

    [Theory]
    [InlineData("Ana", "Ruiz", "Ana Ruiz")]
    [InlineData("Ana", "", "Ana")]
    [InlineData("Ana", " ", "Ana")]
    [InlineData("", "Ruiz", "Ruiz")]
    public void A_name_is_shown_as_it_is_said(string given, string family, string shown) => Assert.Equal(shown, new HumanName(given, family).Display.Reveal());

    private static void AssertSilent(string print)
    {
        Assert.DoesNotContain(Specimen.Marker, print, StringComparison.Ordinal);
        Assert.DoesNotContain("1951", print, StringComparison.Ordinal);
    }

    /// <summary>Something that can be made and printed: no interface, no static class, nothing generic.</summary>
    private static bool IsData(Type type) =>
        !type.IsInterface && !(type.IsAbstract && type.IsSealed) && !type.IsGenericTypeDefinition && !type.IsAssignableTo(typeof(Attribute)) && !type.IsEnum;

    private static bool Holds(Type type, HashSet<Type> seen)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Holds(inner, seen);
        if (type == typeof(ClinicalText) || type == typeof(HumanName) || type == typeof(Identifier)) return true;
        if (!seen.Add(type)) return false;
        if (type.IsGenericType && type.GetGenericArguments().Any(argument => Holds(argument, seen))) return true;
        return type.Assembly == typeof(ClinicalText).Assembly
            && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property => Holds(property.PropertyType, seen));
    }

    private sealed record Wrapped(object One, string Other);
}
