/** How long a button says how it went, milliseconds. */
const TOLD_MS = 2_000;

/** Copies the statements of a figure; where the browser does not let us, they are selected instead. */
export function copyButtons(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-copy]");
    const text = button?.closest("figure")?.querySelector("pre");
    if (button != null && text != null) void copy(button, text);
  });
}

async function copy(button: HTMLButtonElement, text: HTMLElement): Promise<void> {
  const said = await navigator.clipboard?.writeText(text.textContent ?? "").then(
    () => "Copied",
    () => undefined,
  );
  if (said === undefined) getSelection()?.selectAllChildren(text);
  const name = button.getAttribute("aria-label") ?? "";
  button.textContent = said ?? "Selected: Ctrl+C";
  // What is read aloud is what is seen.
  button.removeAttribute("aria-label");
  setTimeout(() => {
    button.textContent = "Copy";
    button.setAttribute("aria-label", name);
  }, TOLD_MS);
}
