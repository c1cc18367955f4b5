/** Makes a text area as high as its text, within the limits of its style sheet. */
export function autosize(area: HTMLTextAreaElement): void {
  area.style.blockSize = "auto";
  const borders = area.offsetHeight - area.clientHeight;
  area.style.blockSize = `${area.scrollHeight + borders}px`;
}
