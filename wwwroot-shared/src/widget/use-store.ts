import { useLayoutEffect, useState } from "preact/hooks";
import type { Store } from "../sdk/store";

/** The value of a store; draws again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, draw] = useState({});
  const value = store.value;
  useLayoutEffect(() => {
    if (store.value !== value) draw({});
    return store.subscribe(() => draw({}));
  }, [store]);
  return value;
}
