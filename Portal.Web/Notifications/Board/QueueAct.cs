namespace Portal.Web.Notifications.Board;

/// <summary>What an administrator does with a whole queue.</summary>
public enum QueueAct
{
    Pause,
    Resume,

    /// <summary>What waits for another try is tried now.</summary>
    Drain,
    RetryAll,
}
