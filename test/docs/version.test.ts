import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TOOL_VERSION } from "../../src/shared/version.ts";

test("the version that reports carry is the package's", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));
  expect(TOOL_VERSION).toBe(manifest.version);
});
