import { type ComponentChildren, isValidElement } from "preact";

/** Elements that have no content and no end tag. */
const VOID: ReadonlySet<string> = new Set(["br", "hr", "img", "input", "link", "meta", "wbr"]);

/**
 * Components as HTML for a file: text and attributes escaped, handlers left out. Components that remember something
 * (hooks) cannot be drawn so, nor inline styles, which the page's content policy would refuse. `preact-render-to-string`
 * leaves carriage returns and a line break after `<pre>` to the parser, which changes both: the SQL that a reader copies
 * has to name the object that there is.
 */
export function staticHtml(node: ComponentChildren): string {
  const out: string[] = [];
  write(node, out);
  return out.join("");
}

function write(node: ComponentChildren, out: string[]): void {
  if (node === null || node === undefined || typeof node === "boolean") return;
  if (typeof node === "string") out.push(escaped(node));
  else if (Array.isArray(node)) for (const child of node) write(child, out);
  else if (isValidElement(node)) writeElement(node, out);
  else if (typeof node === "object") throw new TypeError("an object is no part of a page");
  else out.push(escaped(String(node)));
}

interface StaticElement {
  readonly type: string | ((props: object) => ComponentChildren);
  readonly props: object;
}

function writeElement(element: object, out: string[]): void {
  const { type, props } = element as StaticElement;
  if (typeof type === "function") {
    write(type(props), out);
    return;
  }
  out.push("<", type);
  let raw: string | undefined;
  let children: ComponentChildren;
  for (const [name, value] of Object.entries(props)) {
    if (name === "children") children = value;
    else if (name === "dangerouslySetInnerHTML") raw = (value as { readonly __html: string }).__html;
    else writeAttribute({ name, value }, out);
  }
  out.push(">");
  if (VOID.has(type)) return;
  if (raw !== undefined) out.push(raw);
  else {
    // A parser drops a line break right after <pre>.
    if (type === "pre") out.push("\n");
    write(children, out);
  }
  out.push("</", type, ">");
}

function writeAttribute(
  { name, value }: { readonly name: string; readonly value: unknown },
  out: string[],
): void {
  if (name === "style") throw new TypeError("an inline style would be refused by the page's content policy");
  if (
    name === "key" ||
    name === "ref" ||
    value === undefined ||
    value === null ||
    typeof value === "function"
  )
    return;
  // Of these, `false` is a value; of others it is their absence.
  const isWord = name.startsWith("aria-") || name.startsWith("data-");
  if (typeof value === "boolean" && !isWord) {
    if (value) out.push(" ", name);
    return;
  }
  out.push(" ", name, '="', escaped(String(value)), '"');
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // A parser makes a line break of it.
  "\r": "&#13;",
};

function escaped(text: string): string {
  return /[&<>"'\r]/.test(text) ? text.replace(/[&<>"'\r]/g, (letter) => ENTITIES[letter] ?? "") : text;
}
