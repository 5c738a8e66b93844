import { useRef, useState } from "preact/hooks";
import { copyText } from "./copy.ts";

/** Copies statements. Where copying is not possible they are selected instead. */
export function CopyButton({ title, sql }: { readonly title: string; readonly sql: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const [told, setTold] = useState("");
  const copy = async () => {
    if (await copyText(sql)) {
      setTold("Copied");
      setTimeout(() => setTold(""), 2_000);
      return;
    }
    const text = button.current?.closest("figure")?.querySelector("pre");
    if (text != null) getSelection()?.selectAllChildren(text);
    setTold("Selected: press Ctrl+C");
  };
  return (
    <>
      <span class="dim" role="status">
        {told}
      </span>
      <button ref={button} type="button" class="small" onClick={copy} aria-label={`Copy: ${title}`}>
        Copy
      </button>
    </>
  );
}
