/** One finding of the page, and the words in it. */
interface Row {
  readonly element: HTMLElement;
  readonly severity: string;
  readonly text: string;
}

/** Hides findings that are not like what the fields ask for, and groups of which nothing is left. */
export function filterFindings(): void {
  const field = document.querySelector<HTMLInputElement>("[data-filter=text]");
  const boxes = [...document.querySelectorAll<HTMLInputElement>("[data-filter=severity]")];
  if (field === null) return;
  let rows: readonly Row[] | undefined;
  let waiting = 0;
  const apply = () => {
    waiting = 0;
    rows ??= readRows();
    const severities = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
    show(rows, { words: field.value.toLowerCase().split(/\s+/).filter(Boolean), severities });
  };
  // Once a frame at most: a fast typist waits for nothing.
  const ask = () => {
    if (waiting === 0) waiting = requestAnimationFrame(apply);
  };
  for (const input of [field, ...boxes]) input.addEventListener("input", ask);
}

/** Kept after the first time: the text of ten thousand rows is slow to read. */
function readRows(): readonly Row[] {
  return [...document.querySelectorAll<HTMLElement>("[data-finding]")].map((element) => {
    const rule = element.closest<HTMLElement>("[data-rule]")?.dataset.rule ?? "";
    const title = element.closest(".group")?.querySelector("h2")?.textContent ?? "";
    const said = element.querySelector(".line")?.textContent ?? "";
    return {
      element,
      severity: element.dataset.severity ?? "",
      text: `${rule} ${title} ${said}`.toLowerCase(),
    };
  });
}

interface Wanted {
  readonly words: readonly string[];
  readonly severities: ReadonlySet<string>;
}

function show(rows: readonly Row[], { words, severities }: Wanted): void {
  let shown = 0;
  for (const { element, severity, text } of rows) {
    const fits = severities.has(severity) && words.every((word) => text.includes(word));
    if (element.hidden === fits) element.hidden = !fits;
    if (fits) shown++;
  }
  const filtered = shown < rows.length;
  for (const frame of document.querySelectorAll<HTMLElement>(".group, .rule-part, .group details.more")) {
    const empty = frame.querySelector("[data-finding]:not([hidden])") === null;
    frame.hidden = empty;
    // What is looked for is not left behind a fold.
    if (frame instanceof HTMLDetailsElement && words.length > 0 && !empty) frame.open = true;
  }
  for (const line of document.querySelectorAll<HTMLElement>("[data-group-line]")) {
    line.hidden = document.getElementById(line.dataset.groupLine ?? "")?.hidden ?? false;
  }
  const status = document.querySelector<HTMLElement>("[data-shown]");
  if (status !== null) status.textContent = filtered ? `${shown} of ${rows.length} shown` : "";
  const none = document.querySelector<HTMLElement>("[data-none]");
  if (none !== null) none.hidden = shown > 0 || rows.length === 0;
}
