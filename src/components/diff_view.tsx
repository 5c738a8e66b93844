import { diffLines } from "diff";
import { asText } from "./evidence_text.ts";

/** Expected against actual, line by line: what is expected and missing, what is there and not expected. */
export function DiffView({ expected, actual }: { readonly expected: unknown; readonly actual: unknown }) {
  const [left, right] = [asText(expected), asText(actual)];
  const parts = diffLines(ended(left), ended(right));
  return (
    <figure class="diff">
      <figcaption class="dim">
        <span class="removed-word">− expected{left === "" ? ": nothing" : ""}</span>
        <span class="added-word">+ actual{right === "" ? ": nothing" : ""}</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        {parts.map((part) => (
          <DiffPart key={`${part.added}${part.removed}${part.value}`} part={part} />
        ))}
      </pre>
    </figure>
  );
}

function DiffPart({
  part,
}: {
  readonly part: { readonly added: boolean; readonly removed: boolean; readonly value: string };
}) {
  const sign = part.removed ? "− " : part.added ? "+ " : "  ";
  const lines = part.value
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => `${sign}${line}\n`)
    .join("");
  if (part.removed) return <del>{lines}</del>;
  return part.added ? <ins>{lines}</ins> : <span>{lines}</span>;
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
