const NEXT: Readonly<Record<string, string>> = { auto: "light", light: "dark", dark: "auto" };

/** Goes through the system's colours, light and dark. A file keeps nothing: the next time it is the system's again. */
export function themeButton(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-button]");
  button?.addEventListener("click", () => {
    const { dataset } = document.documentElement;
    dataset.theme = NEXT[dataset.theme ?? "auto"] ?? "auto";
    button.textContent = `Theme: ${dataset.theme}`;
  });
}
