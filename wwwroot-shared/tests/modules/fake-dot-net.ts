import type { DotNet } from "../../src/interop/dot-net";

/** A component on a circuit that can be cut. */
export class FakeDotNet implements DotNet {
  readonly calls: [method: string, ...args: unknown[]][] = [];
  readonly answers = new Map<string, unknown>();
  state: "live" | "lost" | "silent" = "live";

  invokeMethodAsync(method: string, ...args: unknown[]): Promise<unknown> {
    if (this.state === "silent") return new Promise(() => undefined);
    if (this.state === "lost") return Promise.reject(new Error("the circuit is lost"));
    this.calls.push([method, ...args]);
    return Promise.resolve(this.answers.get(method));
  }

  of(method: string): unknown[][] {
    return this.calls.filter(([name]) => name === method).map(([, ...args]) => args);
  }
}
