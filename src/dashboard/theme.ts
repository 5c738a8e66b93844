import { signal } from "@preact/signals";

/** What the reader chose: the system's colours, or always these. */
export type Theme = "auto" | "light" | "dark";

const KEY = "supawarden-theme";

/** The chosen theme. */
export const theme = signal<Theme>(readTheme());

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** Shows the theme and remembers it where the browser lets us. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  document.documentElement.dataset.theme = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing shows the system's colours next time.
  }
}

/** Whether dark colours are shown now. */
export function isDark(): boolean {
  return (
    theme.value === "dark" || (theme.value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches)
  );
}
