import fc from "fast-check";
import { Fragment, h } from "preact";
import { expect, it } from "vitest";
import { dataOfPage, embeddedJson } from "../../src/html_report/page_data.ts";
import { staticHtml } from "../../src/html_report/static_html.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("</script>", "<!--", '"><img>', "\r\n", "\u2028", "&lt;", "\n x", "`'"),
);

function decoded(html: string): string {
  return html
    .replaceAll("&#13;", "\r")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

it("keeps every text within its element and its attribute", () => {
  fc.assert(
    fc.property(text, text, (title, content) => {
      const html = staticHtml(h("p", { title }, content));
      const [, attribute = "", inner = ""] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/s.exec(html) ?? ["", "?"];
      expect([decoded(attribute), decoded(inner)]).toEqual([title, content]);
    }),
  );
});

it("draws components, lists, numbers and flags as a browser would", () => {
  const Item = ({ name }: { readonly name: string }) => h("li", { key: name, "data-on": false }, name);
  expect(
    staticHtml(
      h(Fragment, null, [
        h(
          "ul",
          null,
          ["a", "b"].map((name) => h(Item, { name })),
        ),
        h("input", { type: "checkbox", checked: true, disabled: false, onInput: () => undefined }),
        h("b", { class: undefined }, 0, null, undefined, false, true, "x"),
      ]),
    ),
  ).toBe(
    '<ul><li data-on="false">a</li><li data-on="false">b</li></ul><input type="checkbox" checked><b>0x</b>',
  );
});

it("keeps the line break that a statement begins with", () => {
  expect(staticHtml(h("pre", null, "\nselect 1"))).toBe("<pre>\n\nselect 1</pre>");
});

it("refuses what the content policy would refuse, and what is no part of a page", () => {
  expect(() => staticHtml(h("p", { style: "color: red" }))).toThrow(/inline style/);
  expect(() => staticHtml({ name: "x" } as never)).toThrow(/no part of a page/);
});

it("embeds any value so that it comes back and ends no element", () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const json = embeddedJson(value);
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(dataOfPage("<p>no page of ours</p>")).toBeUndefined();
});
