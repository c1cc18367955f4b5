using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Portal.Components.Tests.Shared;
using Portal.Domain.Audit;
using Portal.Domain.Audit.Exports;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Notifications;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Web.Audit;
using Portal.Web.CareTeams.Import;
using Portal.Web.Conversations;
using Portal.Web.Conversations.History;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Identity.Gate;
using Portal.Web.Identity.Staff;
using Portal.Web.Integrations;
using Portal.Web.Integrations.Setup;
using Portal.Web.Notifications.Board;
using Portal.Web.Patients.BreakGlass;
using Portal.Web.Shared.Texts;
using Portal.Web.Summaries;
using Portal.Web.Summaries.Drafting;
using Portal.Web.Summaries.Sheet;
using Portal.Web.Visits;
using Portal.Web.Visits.Acts;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Record;
using Xunit;

namespace Portal.Components.Tests.Texts;

/// <summary>The texts of the screens: complete in each language, and none asked for that is not there.</summary>
public sealed partial class TextsTests
{
    /// <summary>Every set of texts: a class whose name ends so, with the resources of its own name.</summary>
    private static readonly Type[] Sets =
        [.. typeof(CommonTexts).Assembly.GetTypes().Where(type => type.Name.EndsWith("Texts", StringComparison.Ordinal) && type.Assembly.GetManifestResourceInfo($"{type.FullName}.resources") is not null)];

    public static TheoryData<string> Names() => [.. Sets.Select(set => set.Name)];

    [Fact]
    public void The_sets_of_texts_are_found() => Assert.True(Sets.Length >= 7);

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_language_says_everything_and_nothing_else(string name)
    {
        var english = TextsOf(name, "");
        foreach (var language in Languages.Spoken.Where(language => language.Name != "en"))
        {
            var other = TextsOf(name, language.Name);
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
            Assert.All(english, text => Assert.Equal(PlacesIn(text.Value), PlacesIn(other[text.Key])));
            Assert.All(other, text => Assert.False(string.IsNullOrWhiteSpace(text.Value), text.Key));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Spanish_is_not_english_left_standing(string name)
    {
        var (english, spanish) = (TextsOf(name, ""), TextsOf(name, "es"));
        var same = english.Where(text => text.Value.Contains(' ', StringComparison.Ordinal) && spanish[text.Key] == text.Value).Select(text => text.Key);
        Assert.Empty(same);
    }

    /// <summary>Where a page makes a key of a value's name, each value has its text: a new one is missed here first.</summary>
    public static TheoryData<string, string, Type> Values() => new()
    {
        { nameof(AuditTexts), "Action.", typeof(AuditAction) },
        { nameof(AuditTexts), "Outcome.", typeof(AuditOutcome) },
        { nameof(AuditTexts), "Kind.", typeof(ActorKind) },
        { nameof(AuditTexts), "About.", typeof(AuditSearchAbout) },
        { nameof(AuditTexts), "Format.", typeof(AuditExportFormat) },
        { nameof(AuditTexts), "BreakGlass.", typeof(BreakGlassChoice) },
        { nameof(BreakGlassTexts), "Verdict.", typeof(BreakGlassVerdict) },
        { nameof(BreakGlassTexts), "Told.", typeof(BreakGlassVerdict) },
        { nameof(CommonTexts), "Refused.", typeof(RefusalKind) },
        { nameof(ConversationTexts), "Kind.", typeof(ActorKind) },
        { nameof(ConversationTexts), "Status.", typeof(ConversationStatus) },
        { nameof(ConversationTexts), "Notice.Status.", typeof(ConversationStatus) },
        { nameof(ConversationTexts), "Priority.", typeof(Priority) },
        { nameof(ConversationTexts), "Purpose.", typeof(BreakGlassPurpose) },
        { nameof(ConversationTexts), "Reason.", typeof(RetractionReason) },
        { nameof(ConversationTexts), "Withdrawn.", typeof(RetractionReason) },
        { nameof(ConversationTexts), "Notice.SummarySigned.", typeof(SummarySigning) },
        { nameof(ConversationTexts), "Notice.SummaryFiled.", typeof(FilingOutcome) },
        { nameof(ConversationTexts), "State.", typeof(DeliveryState) },
        { nameof(ConversationTexts), "Filter.Status.", typeof(InboxStatus) },
        { nameof(ConversationTexts), "Order.", typeof(InboxOrder) },
        { nameof(ImportTexts), "Fault.", typeof(ImportFault) },
        { nameof(ImportTexts), "Kind.", typeof(ImportKind) },
        { nameof(IntegrationTexts), "Kind.", typeof(IdentifierSystemKind) },
        { nameof(SignInTexts), "Way.", typeof(SignInWay) },
        { nameof(StaffTexts), "Act.", typeof(StaffAct) },
        { nameof(StaffTexts), "Standing.", typeof(StaffStanding) },
        { nameof(DeliveryTexts), "Act.", typeof(QueueAct) },
        { nameof(DeliveryTexts), "Status.", typeof(DeliveryStatus) },
        { nameof(SummaryTexts), "Copy.Kind.", typeof(ActorKind) },
        { nameof(SummaryTexts), "Copy.Status.", typeof(ConversationStatus) },
        { nameof(SummaryTexts), "Filing.", typeof(FilingStatus) },
        { nameof(SummaryTexts), "InError.", typeof(ErrorReason) },
        { nameof(SummaryTexts), "Keeping.", typeof(SheetKeeping) },
        { nameof(SummaryTexts), "Kind.", typeof(SummaryKind) },
        { nameof(SummaryTexts), "Mark.", typeof(SummaryMark) },
        { nameof(SummaryTexts), "Reach.", typeof(DraftReach) },
        { nameof(SummaryTexts), "Section.", typeof(SectionKind) },
        { nameof(SummaryTexts), "Trouble.", typeof(ModelTrouble) },
        { nameof(VisitTexts), "Act.", typeof(VisitAct) },
        { nameof(VisitTexts), "Board.", typeof(BoardSectionKind) },
        { nameof(VisitTexts), "Board.None.", typeof(BoardSectionKind) },
        { nameof(VisitTexts), "Moment.", typeof(VisitMomentKind) },
        { nameof(VisitTexts), "Network.", typeof(NetworkVerdict) },
        { nameof(VisitTexts), "State.", typeof(WaitingState) },
        { nameof(VisitTexts), "Step.", typeof(RecoveryStep) },
    };

    [Fact]
    public void Every_refusal_of_a_visit_and_every_measure_of_a_call_has_its_texts()
    {
        var refusals = typeof(VisitRefusals).GetFields().Select(field => (Refusal)field.GetValue(null)!).Except([VisitRefusals.UnknownMediaToken, VisitRefusals.UnknownPeer]); // said by the hub alone
        Assert.DoesNotContain(refusals, refusal => !TextsOf(nameof(VisitTexts), "").ContainsKey($"Refused.{refusal.Reason}"));
        Assert.DoesNotContain(QualityMeasure.All, measure => !TextsOf(nameof(VisitTexts), "").ContainsKey($"Measure.{measure.Name}") || !TextsOf(nameof(VisitTexts), "").ContainsKey($"Unit.{measure.Name}"));
    }

    [Fact]
    public void Every_refusal_of_a_summary_has_its_text() =>
        Assert.DoesNotContain(typeof(SummaryRefusals).GetFields().Select(field => (Refusal)field.GetValue(null)!), refusal => !TextsOf(nameof(CommonTexts), "").ContainsKey($"Refused.{refusal.Reason}"));

    [Fact]
    public void Every_refusal_code_and_template_of_a_filing_has_its_texts()
    {
        var texts = TextsOf(nameof(SummaryTexts), "");
        var refusals = typeof(FilingRefusals).GetFields().Select(field => (Refusal)field.GetValue(null)!).Where(refusal => refusal.Reason is not null);
        Assert.DoesNotContain(refusals, refusal => !texts.ContainsKey($"Refused.{refusal.Reason}"));
        Assert.DoesNotContain(SummaryTemplate.All, template => !texts.ContainsKey($"Template.{template.Name}"));
        Assert.DoesNotContain(typeof(FilingCodes).GetFields(), code => !texts.ContainsKey($"Filing.Code.{code.GetRawConstantValue()}"));
    }

    [Fact]
    public void Every_code_of_a_filing_tells_an_administrator_what_to_do()
    {
        var texts = TextsOf(nameof(DeliveryTexts), "");
        Assert.DoesNotContain(typeof(FilingCodes).GetFields(), code => !texts.ContainsKey($"Code.{code.GetRawConstantValue()}"));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Each_value_that_a_page_says_has_its_text(string name, string prefix, Type values) =>
        Assert.DoesNotContain(Enum.GetNames(values), value => !TextsOf(name, "").ContainsKey(prefix + value));

    [Fact]
    public void Roles_and_scopes_have_their_texts()
    {
        Assert.DoesNotContain(RoleTexts.All, role => !TextsOf(nameof(CommonTexts), "").ContainsKey($"Role.{role}"));
        Assert.DoesNotContain(ScopeWords.All, scope => !TextsOf(nameof(IntegrationTexts), "").ContainsKey($"Scope.{scope}"));
        Assert.Equal(Enum.GetValues<IntegrationScopes>().Length - 1, ScopeWords.All.Count);
    }

    [Fact]
    public void Every_text_that_a_page_names_is_there()
    {
        var known = Sets.SelectMany(set => TextsOf(set.Name, "").Keys).ToHashSet(StringComparer.Ordinal);
        var named = Pages().SelectMany(page => NamedText.Matches(page.Text).Select(found => (page.Name, Key: found.Groups["key"].Value))).ToList();
        Assert.True(named.Count > 150, "the pages were not read");
        Assert.DoesNotContain(named, text => !known.Contains(text.Key));
    }

    [Fact]
    public void Every_text_is_named_by_a_page_or_made_of_a_name_in_the_code()
    {
        var source = string.Concat(Pages().Select(page => page.Text));
        var unused = Sets.SelectMany(set => TextsOf(set.Name, "").Keys.Select(key => (set.Name, key))).Where(text => !IsNamed(source, text.key));
        Assert.Empty(unused);
    }

    /// <summary>By its whole key, or by what stands before its last dot where the rest is the name of a value.</summary>
    private static bool IsNamed(string source, string key) =>
        source.Contains($"\"{key}\"", StringComparison.Ordinal) || source.Contains($"$\"{key[..(key.LastIndexOf('.') + 1)]}{{", StringComparison.Ordinal);

    private static Dictionary<string, string> TextsOf(string name, string culture)
    {
        var set = Sets.Single(found => found.Name == name);
        var resources = new ResourceManager(set.FullName!, set.Assembly).GetResourceSet(CultureInfo.GetCultureInfo(culture), createIfNotExists: true, tryParents: false);
        return resources!.Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
    }

    private static IEnumerable<string> PlacesIn(string text) => Place.Matches(text).Select(found => found.Value).Order(StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Text)> Pages()
    {
        var root = Repository.Path("Portal.Web");
        return Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories)
            .Where(file => (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)) && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(root, file), File.ReadAllText(file)));
    }

    [GeneratedRegex(@"\b(?:L|Common|Care)\[""(?<key>[^""]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedText { get; }

    [GeneratedRegex(@"\{\d+(:[^}]*)?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Place { get; }
}
