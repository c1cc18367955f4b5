// What leaves the screen for paper or for a file.

export function print(): void {
  window.print();
}

/** Gives the person a file; the bytes never have an address outside of this page. */
export function save(name: string, type: string, bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
