// What only the browser knows or can do.

/** The IANA name of the person's time zone; "UTC" where the browser does not tell. */
export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Puts a text on the clipboard; false where the browser does not let it (an insecure address, a refused permission). */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
