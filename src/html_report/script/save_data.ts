import { DATA_ID } from "../page_data.ts";

/** Saves the result that the page was made from, as JSON. */
export function saveData(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-save]");
  const data = document.getElementById(DATA_ID);
  if (button === null) return;
  if (data === null) {
    button.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    const text = JSON.stringify(JSON.parse(data.textContent ?? "null"), null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.download = data.dataset.name ?? "supawarden.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}
