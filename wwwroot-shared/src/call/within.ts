import { PortalError } from "../sdk/problem";

/** Rejects with `offline` where no answer came in time. */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new PortalError("offline")), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
