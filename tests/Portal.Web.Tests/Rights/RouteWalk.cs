using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Care;

namespace Portal.Web.Tests.Rights;

/// <summary>One call over the wire: by whom, about what, what it must answer, and what it answered.</summary>
/// <param name="Twin">What the same caller was answered about what there is not; null where nothing is hidden.</param>
internal sealed record RouteAnswer(WalkedRoute Route, CareAction Action, Role Role, Whose Whose, Refusal? Wanted, WireAnswer Got, WireAnswer? Twin, IReadOnlyList<Whose> Shown)
{
    public override string ToString() => $"{Route} [{Action}] as {Role} about {Whose}: wanted {(Wanted is null ? "yes" : $"{Wanted.Kind} {Wanted.Reason}".Trim())}, got {Got}";
}

/// <summary>What stands for a caller over the wire; nothing at all for nobody.</summary>
internal sealed record WireCredential(string? Bearer, string? Cookie)
{
    public void Stand(HttpRequestMessage request)
    {
        if (Bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        if (Cookie is not null) request.Headers.Add("Cookie", Cookie);
    }
}

/// <summary>
/// Calls routes over the wire as everybody about everything, each with the credential that stands for the caller. What must be answered is said by
/// <see cref="AccessPolicy"/> for the action that the route names and by how each role stands to each place, said by hand in <see cref="RoleWorld"/>.
/// </summary>
internal sealed partial class RouteWalk(RoleWorld roles, HostWorld world, HttpClient http, Func<Role, WireCredential> credentialOf)
{
    /// <summary>More at once only waits for the two cores of a build machine.</summary>
    private const int AtOnce = 6;

    private readonly RouteSamples samples = new(roles, world);
    private readonly ConcurrentDictionary<(WalkedRoute, CareAction, Role), Lazy<Task<WireAnswer>>> twins = new();
    private readonly HashSet<string> known = [.. roles.Places.Values.SelectMany(Ids), .. roles.Places.Values.Select(place => place.CareTeam.ToString())];

    private sealed record Call(WalkedRoute Route, CareAction Action, Role Role, Place Place, Refusal? Wanted);

    /// <summary>Who is refused first, all at once, since nothing is changed; then who is not, one after the other, about things that nobody has touched.</summary>
    public async Task<IReadOnlyList<RouteAnswer>> Walk(IReadOnlyCollection<WalkedRoute> routes)
    {
        var calls = new List<Call>();
        foreach (var route in routes)
            foreach (var action in route.Decides)
                calls.AddRange(await Calls(route, action));
        var answers = new ConcurrentBag<RouteAnswer>();
        await Parallel.ForEachAsync(calls.Where(call => call.Wanted is not null), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, _) => answers.Add(await Answer(call)));
        foreach (var call in calls.Where(call => call.Wanted is null)) answers.Add(await Answer(call));
        return [.. answers];
    }

    /// <summary>The answer to somebody without a credential, or with one that is no good.</summary>
    public async Task<WireAnswer> Unknown(WalkedRoute route, string? bearer)
    {
        return await Send(await Request(route, route.Decides is [var first, ..] ? first : default, roles.Roles[0], roles.Places[Whose.Own], fresh: false), new WireCredential(bearer, Cookie: null));
    }

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public static string? Objection(RouteAnswer answer)
    {
        var (name, got) = (answer.Route.Name, answer.Got);
        if (answer.Shown.FirstOrDefault(whose => !RoleRules.MayKnow(answer.Role, whose), (Whose)(-1)) is var shown && shown != (Whose)(-1)) return $"shown what is {shown}'s: {answer}";
        if (got.Status is 400 or 405 or 415 or >= 500) return $"not answered: {answer}";
        if (answer.Twin is { } twin && twin != got) return $"told from what there is not ({twin}): {answer}\n{got.Headers}\n{got.Body}\n---\n{twin.Headers}\n{twin.Body}";
        if (RouteRules.LeaveOut.Contains(name)) return null;
        return answer.Wanted switch
        {
            // Narrower than the matrix: some acts on the own account need a fresh proof.
            null when got is { Status: 403, Reason: "reauth" } && !answer.Role.Facts(answer.Whose).RecentlyAuthenticated => null,
            null when got.Status == 404 && (RouteRules.NotThere.Contains(name) || answer.Route.InAddress.Values.Any(RouteSamples.OfNothing.Contains)) => null,
            null => got.Status is 401 or 403 or 404 ? $"refused: {answer}" : null,

            // What may be known of is hidden: more than is asked, where the matrix hides at all.
            { Kind: RefusalKind.Forbidden, Reason: null } when got.Status == 404 && !AccessMatrix.Row(answer.Action).IsOpenlyRefused => null,
            { Kind: RefusalKind.Forbidden, Reason: null } when got.Status == 403 => null,
            { Kind: RefusalKind.Forbidden } wanted when got.Status == 403 && got.Reason == wanted.Reason => null,
            { Kind: RefusalKind.NotFound } when got.Status == 404 => null,
            { Kind: RefusalKind.Refused } wanted when got.Status == 422 && got.Reason == wanted.Reason => null,
            _ => $"not refused: {answer}",
        };
    }

    private async Task<IEnumerable<Call>> Calls(WalkedRoute route, CareAction action)
    {
        var differs = new Dictionary<Whose, bool>();
        var own = await Written(route, action, roles.Roles[0], roles.Places[Whose.Own]);
        foreach (var place in roles.Places.Values) differs[place.Whose] = await Written(route, action, roles.Roles[0], place) != own;
        var isAboutCare = differs[Whose.OtherPatient];
        return
            from place in roles.Places.Values
            where place.Whose == Whose.Own || (isAboutCare && differs[place.Whose])
            from role in roles.Roles
            select new Call(route, action, role, place, RouteRules.First.GetValueOrDefault(route.Name)?.Invoke(role, place.Whose) ?? Refusal(route, action, role, RoleRules.Facts(action, role, place.Whose, isAboutCare, endsAtThePortal: false)));
    }

    private static Refusal? Refusal(WalkedRoute route, CareAction action, Role role, AccessFacts facts) =>
        RouteRules.Metadata.Contains(route.Name) && AccessPolicy.Decide(role.Actor, action, facts) == Access.MetadataOnly ? null : AccessPolicy.Refuse(role.Actor, action, facts);

    private async Task<RouteAnswer> Answer(Call call)
    {
        var (route, action, role, place, wanted) = call;
        var got = await Send(await Request(route, action, role, place, fresh: wanted is null), credentialOf(role));
        var twin = wanted?.Kind == RefusalKind.NotFound && got.Status == 404 ? await twins.GetOrAdd((route, action, role), _ => new(() => AboutNothing(call))).Value : null;
        return new RouteAnswer(route, action, role, place.Whose, wanted, got, twin, Shown(got));
    }

    private async Task<WireAnswer> AboutNothing(Call call) =>
        await Send(await Request(call.Route, call.Action, call.Role, OfNothing(call.Place), fresh: false), credentialOf(call.Role));

    /// <summary>As that place, and there is no such thing.</summary>
    private static Place OfNothing(Place place) => place with
    {
        Patient = place.Patient with { PersonId = Id.New<PersonId>() },
        Conversation = Id.New<ConversationId>(),
        Visit = Id.New<VisitId>(),
        Summary = Id.New<SummaryId>(),
    };

    /// <summary>The call in words that are the same again for the same place: ids that are made for each call say nothing of whose it is.</summary>
    private async Task<string> Written(WalkedRoute route, CareAction action, Role role, Place place)
    {
        using var request = await Request(route, action, role, place, fresh: false);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        return AnyId.Replace($"{request.RequestUri}\n{body}", id => known.Contains(id.Value) ? id.Value : "");
    }

    private async Task<HttpRequestMessage> Request(WalkedRoute route, CareAction action, Role role, Place place, bool fresh)
    {
        var path = route.Pattern;
        foreach (var (name, type) in route.InAddress) path = path.Replace($"{{{name}}}", Uri.EscapeDataString(await samples.InAddress(route.Name, type, name, role, place, fresh)), StringComparison.Ordinal);
        var request = new HttpRequestMessage(route.Method, path + samples.Query(route.Name, role, place));
        if (route.Body is { } body) request.Content = new StringContent(JsonSerializer.Serialize(samples.Body(route.Name, action, body, role, place)), Encoding.UTF8, "application/json");
        return request;
    }

    private async Task<WireAnswer> Send(HttpRequestMessage request, WireCredential credential)
    {
        using (request)
        {
            credential.Stand(request);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var response = await http.SendAsync(request);
            return await WireAnswer.Of(response);
        }
    }

    private IReadOnlyList<Whose> Shown(WireAnswer answer) =>
        [.. roles.Places.Values.Where(place => Ids(place).Any(id => answer.Body.Contains(id, StringComparison.OrdinalIgnoreCase))).Select(place => place.Whose)];

    /// <summary>A visit and a summary are of the patient's conversation, and so is the patient: the team's has its own id alone.</summary>
    private static IEnumerable<string> Ids(Place place) =>
        place.Whose == Whose.TeamConversation ? [place.Conversation.ToString()] : [place.Conversation.ToString(), place.Visit.ToString(), place.Summary.ToString(), place.Patient.PersonId.ToString()];

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AnyId { get; }
}
