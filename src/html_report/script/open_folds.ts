/** Folds around what the address names, around everything on paper, and around everything when asked for. */
export function openFolds(): void {
  openAround(location.hash);
  addEventListener("hashchange", () => openAround(location.hash));
  addEventListener("beforeprint", openForPaper);
  addEventListener("afterprint", closeAgain);
  const button = document.querySelector<HTMLButtonElement>("[data-unfold]");
  button?.addEventListener("click", () => {
    const open = button.dataset.unfold === "closed";
    for (const fold of folds()) fold.open = open;
    button.dataset.unfold = open ? "open" : "closed";
    button.textContent = open ? "Close all" : "Open all";
  });
}

const openedForPaper: HTMLDetailsElement[] = [];

function openForPaper(): void {
  for (const fold of folds()) {
    if (fold.open) continue;
    fold.open = true;
    openedForPaper.push(fold);
  }
}

function closeAgain(): void {
  for (const fold of openedForPaper.splice(0)) fold.open = false;
}

function folds(): NodeListOf<HTMLDetailsElement> {
  return document.querySelectorAll("details");
}

function openAround(hash: string): void {
  const target = document.getElementById(hash.slice(1));
  if (target === null) return;
  for (
    let fold = target.closest("details");
    fold != null;
    fold = fold.parentElement?.closest("details") ?? null
  ) {
    fold.open = true;
  }
  target.scrollIntoView();
}
