namespace Portal.Web.State;

/// <summary>
/// One feature's state in one circuit: an immutable record, changed only by dispatching actions (past tense) through one pure reducer. Effects are
/// ordinary methods elsewhere, which call ports and dispatch what came of it, from any thread.
/// </summary>
internal sealed class Store<TState, TAction>(TState initial, Func<TState, TAction, TState> reduce) : IStore
    where TState : class
{
    private readonly Lock gate = new();
    private TState state = initial;

    /// <summary>Raised outside the lock, on the dispatcher's thread, and only when the state became another object.</summary>
    public event EventHandler? Changed;

    public TState State => Volatile.Read(ref state);

    /// <summary>The state that came of it; another dispatch may have changed it since.</summary>
    public TState Dispatch(TAction action)
    {
        TState next;
        lock (gate)
        {
            next = reduce(state, action);
            if (ReferenceEquals(next, state)) return next;
            Volatile.Write(ref state, next);
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return next;
    }
}

/// <summary>Something that says when it has changed.</summary>
internal interface IStore
{
    event EventHandler? Changed;
}
