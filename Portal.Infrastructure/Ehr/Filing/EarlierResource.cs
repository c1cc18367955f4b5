using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Takes out of force what a newer resource replaced: the status alone is changed, on what the EHR holds and against the version that was read, so that nothing that
/// was added there is lost.
/// </summary>
internal sealed class EarlierResource(EhrCalls calls)
{
    private const int Tries = 2;

    /// <summary>Null where it is done, or can never be: the new one stands either way, and says what it replaces.</summary>
    public async Task<FilingEnd?> Retire(FrozenFiling frozen, CancellationToken cancel)
    {
        if (frozen is not { Retires: { } old, RetiredStatus: { } status }) return null;
        for (var tried = 1; ; tried++)
        {
            var read = await calls.Read(old.Type, old.Id, cancel);
            var found = FilingDecision.After(FilingPhase.LookUp, read.Answer, frozen.Guarantee);
            if (found is not NextStep.GoOn) return Transient(found, read);
            if (KeptResource.StatusOf(read.Resource!.Value) == status) return null;
            var reply = await calls.Put(Retired(read.Resource.Value, status), old.Type, old.Id, read.Version, cancel);
            var step = FilingDecision.After(FilingPhase.Update, reply.Answer, frozen.Guarantee);
            if (step is NextStep.GoOn) return null;
            if (step is not NextStep.Check || tried >= Tries) return Transient(step, reply);
        }
    }

    private static FilingEnd? Transient(NextStep step, EhrReply reply) => step is NextStep.Again or NextStep.Pause ? FilingEnd.Of(step, reply) : null;

    private static byte[] Retired(JsonElement resource, string status)
    {
        var node = JsonObject.Create(resource)!;
        node["status"] = status;
        if (status == "entered-in-error")
        {
            node.Remove("payload");
            node.Remove("text");
            node.Remove("note");
            node["statusReason"] = new JsonObject { ["text"] = "Replaced by a corrected summary" };
        }

        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }
}
