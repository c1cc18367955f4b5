using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared.Keys;

/// <summary>What was sealed under a key that was destroyed is gone, and is answered so.</summary>
internal static class KeyGone
{
    /// <summary>What <paramref name="act"/> answers; 404 where what it reads can be read by nobody any more. What it had begun to write is not written.</summary>
    public static async Task<Outcome<T>> AsNotFound<T>(Func<Task<Outcome<T>>> act)
    {
        try
        {
            return await act();
        }
        catch (KeyGoneException)
        {
            return Refusal.NotFound;
        }
    }
}
