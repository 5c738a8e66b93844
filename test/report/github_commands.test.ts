import fc from "fast-check";
import { expect, it } from "vitest";
import { githubCommand, renderGithub } from "../../src/shared/report/github.ts";
import { renderVerdictGithub } from "../../src/shared/report/verdict_github.ts";
import { finding, report } from "./hostile_report.ts";
import { hostileVerdict } from "./hostile_verdict.ts";

/** Reads a line of the log as the runner does: name, properties parted by commas, then the message, each unescaped. */
function readCommand(line: string) {
  const [, name = "", list = "", data = ""] = /^::([a-z]+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  const properties = Object.fromEntries(
    list
      .split(",")
      .filter(Boolean)
      .map((property) => {
        const at = property.indexOf("=");
        return [
          property.slice(0, at),
          plain(
            property
              .slice(at + 1)
              .replaceAll("%3A", ":")
              .replaceAll("%2C", ","),
          ),
        ];
      }),
  );
  return { name, properties, message: plain(data) };
}

const plain = (text: string) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");

it("what the runner reads is what was written", () => {
  const piece = fc.constantFrom("%", "%0A", "%25", "%3A", "%2C", "\n", "\r", "::", ",", "=", "a");
  const text = fc
    .array(fc.oneof(piece, fc.string({ unit: "binary", minLength: 1 })), { minLength: 1 })
    .map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, text, (message, file, title) => {
      const line = githubCommand("warning", { message, properties: { file, line: "7", title } });
      expect(line).not.toMatch(/[\r\n]/);
      expect(readCommand(line)).toEqual({
        name: "warning",
        properties: { file, line: "7", title },
        message,
      });
    }),
  );
});

it("a finding keeps its whole message, and its place", () => {
  const located = finding({ location: { file: "a,b:c%2C.sql", line: 7, column: 3 } });
  const [line = ""] = renderGithub(report([located])).split("\n");
  expect(readCommand(line)).toEqual({
    name: "error",
    properties: { file: "a,b:c%2C.sql", line: "7", col: "3", title: "rls_disabled_in_public" },
    message: `${located.object.identity}: ${located.message}`,
  });
});

it("a verdict has a command for each check that did not pass", () => {
  const lines = renderVerdictGithub(hostileVerdict).split("\n");
  expect(lines.slice(0, 3).map((line) => readCommand(line).name)).toEqual(["error", "warning", "notice"]);
  expect(lines).toHaveLength(5);
});
