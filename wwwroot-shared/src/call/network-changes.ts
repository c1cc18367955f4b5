/**
 * Tells that the device has another network: back from none, or from Wi-Fi to mobile. Chromium's `change` comes with every new estimate
 * of the speed too, and only its `type` (on phones) tells; Safari and Firefox have `online` alone, and the ladder sees the rest.
 */
interface Connection extends EventTarget {
  readonly type?: string;
}

/** Gives the function that ends it. */
export function onNetworkChange(changed: () => void): () => void {
  const connection = (navigator as { readonly connection?: Connection }).connection;
  let type = connection?.type;
  const check = () => {
    const now = connection?.type;
    if (now === type) return;
    type = now;
    if (now !== "none") changed();
  };
  window.addEventListener("online", changed);
  connection?.addEventListener("change", check);
  return () => {
    window.removeEventListener("online", changed);
    connection?.removeEventListener("change", check);
  };
}
