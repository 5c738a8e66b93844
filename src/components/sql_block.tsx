import type { ComponentChildren, ComponentType } from "preact";

/** A button that copies the statements of the figure that it stands in. */
export type CopyTool = ComponentType<{ readonly title: string; readonly sql: string }>;

/** Statements with their title, what is to be known before they are run, and a way to copy them. */
export function SqlBlock({
  title,
  sql,
  Copy,
  children,
}: {
  readonly title: string;
  readonly sql: string;
  readonly Copy: CopyTool;
  readonly children?: ComponentChildren;
}) {
  return (
    <figure class="sql">
      <figcaption>
        <strong>{title}</strong>
        <span class="grow" />
        <Copy title={title} sql={sql} />
      </figcaption>
      {children}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long statement scrolls, and so must be reachable by keyboard */}
      <pre tabIndex={0}>{sql}</pre>
    </figure>
  );
}
