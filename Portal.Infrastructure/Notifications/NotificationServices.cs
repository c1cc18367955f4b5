using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Notifications.BreakGlass;
using Portal.Infrastructure.Notifications.Notices;
using Portal.Infrastructure.Notifications.Reminders;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Notifications;

internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NoticeOptions>().BindConfiguration(NoticeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NoticeFanOut>();
        services.AddSingleton<NoticeReader>();
        services.AddSingleton<NoticeCompanions>();
        services.AddSingleton<NoticeMails>();
        services.AddSingleton<IOutboxTarget, MailTarget>();
        services.AddSingleton<IOutboxTarget, NoticeTarget>();
        services.AddSingleton<ReminderMails>();
        services.AddSingleton<IOutboxTarget, ReminderTarget>();
        services.AddSingleton<BreakGlassMails>();
        services.AddSingleton<IOutboxTarget, BreakGlassTarget>();
        services.AddSingleton<QueueControl>();
        services.AddSingleton<IDeliveries, Deliveries>();
        return services;
    }
}
