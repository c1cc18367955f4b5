/** What Blazor hands to a module as `DotNetObjectReference`: calls a `[JSInvokable]` method; rejects while the circuit is lost. */
export interface DotNet {
  invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown>;
}

/** Tells .NET something that may be lost with the circuit: the next one tells it again, or nobody needs it any more. */
export function tell(dotNet: DotNet, method: string, ...args: unknown[]): void {
  dotNet.invokeMethodAsync(method, ...args).catch(() => undefined);
}

/** What .NET gets back of an `attach`: it can hold objects only, not functions. */
export interface Hold {
  dispose(): void;
}
