import { vi } from "vitest";

/** Waits until the condition holds; the limit is only for what never comes true, and so is generous to a busy machine. */
export const eventually = <T>(condition: () => T | Promise<T>): Promise<T> => vi.waitFor(condition, { timeout: 30_000, interval: 10 });
