/** Puts one card on paper. Only that is printed: the style sheet leaves out the application while there is a paper before it. */
export function print(card: Element): void {
  const paper = card.cloneNode(true) as Element;
  paper.className = "told-paper";
  for (const button of paper.querySelectorAll("button")) button.remove();
  document.querySelector(".told-paper")?.remove();
  document.body.prepend(paper);
  window.addEventListener("afterprint", () => paper.remove(), { once: true });
  window.print();
}
