import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let wantsFocus = false;

/** The next heading takes the focus: a screen reader and the next Tab then start at what was asked for. */
export function focusHeading(): void {
  wantsFocus = true;
}

/** The heading of a view; the window is named after it. */
export function Heading({
  children,
  hidden = false,
}: {
  readonly children: ComponentChildren;
  readonly hidden?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${heading.current?.textContent ?? ""} · Supawarden`;
    if (!wantsFocus) return;
    wantsFocus = false;
    heading.current?.focus({ preventScroll: true });
  });
  return (
    <h1 ref={heading} tabIndex={-1} class={hidden ? "sr-only" : ""}>
      {children}
    </h1>
  );
}
