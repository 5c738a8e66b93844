import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { copyText } from "./copy.ts";

/** Statements to copy. Where copying is not possible they are selected instead. */
export function SqlBlock({
  title,
  sql,
  children,
}: {
  readonly title: string;
  readonly sql: string;
  readonly children?: ComponentChildren;
}) {
  const text = useRef<HTMLPreElement>(null);
  const [told, setTold] = useState("");
  const copy = async () => {
    if (await copyText(sql)) {
      setTold("Copied");
      setTimeout(() => setTold(""), 2_000);
      return;
    }
    if (text.current !== null) getSelection()?.selectAllChildren(text.current);
    setTold("Selected: press Ctrl+C");
  };
  return (
    <figure class="sql">
      <figcaption>
        <strong>{title}</strong>
        <span class="grow" />
        <span class="dim" role="status">
          {told}
        </span>
        <button type="button" class="small" onClick={copy} aria-label={`Copy: ${title}`}>
          Copy
        </button>
      </figcaption>
      {children}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long statement scrolls, and so must be reachable by keyboard */}
      <pre ref={text} tabIndex={0}>
        {sql}
      </pre>
    </figure>
  );
}
