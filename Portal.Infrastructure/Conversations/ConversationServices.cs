using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Conversations;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Conversations.Unit;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Conversations;

internal static class ConversationServices
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddSingleton<ConversationAccess>();
        services.AddSingleton<ConversationWriting>();
        services.AddSingleton<ConversationStarter>();
        services.AddSingleton<ConversationViews>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<ViewLog>();
        services.AddSingleton<ConversationBus>();
        services.AddSingleton<PostWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<PostWriter>());
        services.AddSingleton<IConversations, ConversationService>();
        services.AddSingleton<IUnit, UnitService>();
        services.AddSingleton<IMessages, MessageService>();
        services.AddSingleton<IMarkers, MarkerService>();
        services.AddSingleton<IDrafts, DraftService>();

        services.AddSingleton<ConversationTail>();
        services.AddSingleton<FeedRegistry>();
        services.AddSingleton<InboxRegistry>();
        services.AddSingleton<FeedTurns>();
        services.AddSingleton<TypingBoard>();
        services.AddSingleton(provider => new PresenceBoard(provider.GetRequiredService<TimeProvider>())
        {
            Changed = (person, state) => provider.GetRequiredService<ConversationBus>().Publish(new Nudge(NudgeKind.Presence, Guid.Empty, Guid.Empty, null) { Person = person, State = (int)state }),
        });
        services.AddHostedService<FeedKeeper>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ISqlDialect>().Relay(provider));
        services.AddSingleton<IConversationFeed, ConversationFeed>();
        services.AddSingleton<IInboxFeed, InboxFeed>();
        return services;
    }
}
