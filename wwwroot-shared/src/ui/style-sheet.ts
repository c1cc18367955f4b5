/** Adds a part's style sheet to the page. Resolves when it is there, or cannot be had: what is drawn before its style would move afterwards. */
export function styleSheet(href: string): Promise<void> {
  return new Promise((resolve) => {
    const style = document.createElement("link");
    style.onload = style.onerror = () => resolve();
    document.head.append(Object.assign(style, { rel: "stylesheet", href }));
  });
}
