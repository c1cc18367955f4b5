using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Mapping;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Takes out of force what a newer resource replaced, and empties what is withdrawn: nothing else is changed, on what the EHR holds and against the version that was
/// read, so that nothing that was added there is lost.
/// </summary>
internal sealed class EarlierResource(EhrCalls calls)
{
    private const string Withdrawn = "entered-in-error";
    private const int Tries = 2;

    public async Task<Retired> Retire(FrozenFiling frozen, CancellationToken cancel)
    {
        var left = new List<FilingDifference>();
        if (frozen is { Retires: { } old, RetiredStatus: { } status })
        {
            var (refused, end) = await Change(frozen, old, status, cancel);
            if (end is not null) return new Retired(end, []);

            // The new one stands, and says what it replaces; that the old one stands as well is for the clinician to see.
            if (refused is not null) left.Add(new FilingDifference($"{old.Type}/{old.Id}.status", new ClinicalText(status), default));
        }

        foreach (var earlier in frozen.Withdraws)
        {
            var (refused, end) = await Change(frozen, earlier, Withdrawn, cancel);
            if ((end ?? refused) is { } why) return new Retired(why, []);
        }

        return new Retired(null, left);
    }

    /// <summary>Nothing where it is done, or is gone; what is refused for good, apart from what passes by itself.</summary>
    private async Task<(FilingEnd? Refused, FilingEnd? End)> Change(FrozenFiling frozen, FiledBefore old, string status, CancellationToken cancel)
    {
        if (old.IsElsewhereThan(frozen.Address)) return (new FilingEnd.Attention(FilingCodes.FiledElsewhere, Question: FilingQuestion.WithdrawByHand), null);
        for (var tried = 1; ; tried++)
        {
            var read = await calls.Read(old.Type, old.Id, cancel);
            if (read.Answer is { Reach: Reach.Answered, Status: 404 or 410 }) return default;
            var found = FilingDecision.After(FilingPhase.LookUp, read.Answer, frozen.Guarantee);
            if (found is not NextStep.GoOn) return Ended(found, read);
            var there = read.Resource!.Value;
            if (!KeptResource.IsOfSummary(there, old.Type, frozen)) return (ByHand(read), null);
            if (Changed(there, status) is not { } changed) return default;
            var reply = await calls.Put(changed, old.Type, old.Id, read.Version, cancel);
            var step = FilingDecision.After(FilingPhase.Update, reply.Answer, frozen.Guarantee);
            if (step is NextStep.GoOn) return default;
            if (step is not NextStep.Check || tried >= Tries) return Ended(step, reply);
        }
    }

    private static (FilingEnd? Refused, FilingEnd? End) Ended(NextStep step, EhrReply reply) =>
        step is NextStep.Again or NextStep.Pause ? (null, FilingEnd.Of(step, reply)) : (ByHand(reply), null);

    private static FilingEnd.Attention ByHand(EhrReply reply) => new(FilingCodes.WithdrawByHand, reply.Words, FilingQuestion.WithdrawByHand);

    /// <summary>Null where it is so already.</summary>
    private static byte[]? Changed(JsonElement resource, string status)
    {
        var node = JsonObject.Create(resource)!;
        if (status == Withdrawn) Empty(node);
        node["status"] = status;
        return JsonNode.DeepEquals(node, JsonObject.Create(resource)) ? null : Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    /// <summary>FHIR wants some content of a note: what kind it was stays, and none of its words.</summary>
    private static void Empty(JsonObject node)
    {
        foreach (var name in (string[])["payload", "text", "note", "description"]) node.Remove(name);
        if (node["content"] is JsonArray content)
        {
            node["docStatus"] = Withdrawn;
            foreach (var attachment in content.Select(one => one?["attachment"]).OfType<JsonObject>())
                foreach (var name in (string[])["data", "url", "size", "hash"]) attachment.Remove(name);
        }
        else
        {
            node["statusReason"] ??= new JsonObject { ["text"] = "Replaced by a corrected summary" };
        }
    }
}

/// <summary>How it went with what is replaced: what waits or is a person's work, and what stayed in force though it should not.</summary>
internal sealed record Retired(FilingEnd? End, IReadOnlyList<FilingDifference> Left);
