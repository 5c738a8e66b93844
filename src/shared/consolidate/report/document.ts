import type { TextStyle } from "../../report/text.ts";

/** A cell or a line: plain words, or a name or SQL that is set in a fixed font. */
export type Inline = string | { readonly code: string };

/** A piece of a report, without a format. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string; readonly style?: TextStyle }
  | { readonly kind: "list"; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string; readonly language: "sql" | "text" }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Inline[])[];
    };

/** A report that every format is rendered from. */
export interface ReportDocument {
  readonly title: string;
  /** The sum of it, last on a terminal and first elsewhere. */
  readonly verdict: string;
  readonly style: TextStyle;
  readonly blocks: readonly Block[];
}

/** The text of a cell without its markup. */
export function inlineText(inline: Inline): string {
  return typeof inline === "string" ? inline : inline.code;
}
