// Violations on purpose, under the names of the projects that they pretend to be part of: each guard must see each of them.
using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;

namespace Portal.Domain.Shared
{
    internal sealed class FoundationNamesCareInAField
    {
        public ConversationView? View { get; set; }
    }
}

namespace Portal.Domain.Patients
{
    internal static class CareNamesReachInABody
    {
        public static bool Ask(string text)
        {
            var answer = EmbedOrigin.IsWellFormed(text);
            return answer;
        }
    }

    internal static class CareNamesReachInAClosure
    {
        public static IEnumerable<string> Ask(IEnumerable<string> texts, int length) => texts.Where(text => text.Length > length && EmbedOrigin.IsWellFormed(text));
    }

    internal static class CareNamesReachInAnAsyncBody
    {
        public static async Task<bool> Ask(string path) => EmbedOrigin.IsWellFormed(await File.ReadAllTextAsync(path));
    }

    [JsonConverter(typeof(NotForJson<HostAssertion>))]
    internal sealed class CareNamesReachInAnAttribute;

    internal static class CareNamesReachInATypeArgument
    {
        public static object Make() => new List<HostAssertion?>();
    }
}

namespace Portal.Web.Conversations
{
    internal interface CareNamesReachInItsBase : IEmbedHosts;
}

namespace Portal.Infrastructure.Integrations
{
    internal static class ReachNamesARoot
    {
        public static Type Root() => typeof(global::Portal.Infrastructure.PortalInfrastructure);
    }

    internal sealed class ReachNamesCare
    {
        public ConversationView? View { get; set; }
    }
}

namespace Portal.Web.Nowhere
{
    internal sealed class HasNoRing
    {
        public Sequence Sequence { get; set; }
    }
}
