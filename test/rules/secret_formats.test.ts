import { describe, expect, test } from "vitest";
import { findSecrets } from "../../src/shared/rules/secret_formats.ts";

// Joined at run time, so that no scanner takes this file for a leak.
const DIGITS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";

function token(claims: object): string {
  const part = (value: object): string => btoa(JSON.stringify(value)).replace(/=+$/, "");
  return [part({ alg: "HS256", typ: "JWT" }), part(claims), DIGITS].join(".");
}

describe("findSecrets", () => {
  test.each([
    ["Supabase secret key", `sb_${"secret"}_${DIGITS.slice(0, 22)}_abcd1234`],
    ["Supabase service_role key", token({ iss: "supabase", role: "service_role" })],
    ["OpenAI API key", `sk${"-proj-"}${DIGITS}`],
    ["Anthropic API key", `sk${"-ant-"}api03-${DIGITS}`],
    ["Stripe secret key", `sk${"_live_"}${DIGITS}`],
    ["AWS access key", `AK${"IA"}IVK3B6QWERTZUPLM`],
    ["GitHub token", `gh${"p_"}${DIGITS}`],
    ["Slack token", `xo${"xb-"}12345678901-abcdefGHIJ`],
    ["private key", `-----BEGIN ${"PRIVATE"} KEY-----\nMIIEvQIBADANBgkqhkiG9w0`],
    ["URL with a password", `postgres://app:${"h0rse-Battery"}@db.internal:5432/app`],
  ])("recognises a %s and says where it stands", (kind, secret) => {
    expect(findSecrets(`begin\n  perform '${secret}';\nend`)).toEqual([{ kind, line: 2, column: 12 }]);
  });

  test.each([
    ["a key of role anon", token({ iss: "supabase", role: "anon" })],
    ["a token that is none", `eyJhbGciOiJIUzI1NiJ9.eyJub3QganNvbiBhdCBhbGw.${DIGITS}`],
    ["a placeholder", "sk-your-openai-api-key-goes-here-1"],
    ["crosses", `sk-${"x".repeat(30)}1`],
    ["a publishable key", `sb_publishable_${DIGITS}`],
    ["AWS' own example", `AK${"IA"}IOSFODNN7EXAMPLE`],
    ["a variable in a URL", "postgres://app:$" + "{PASSWORD}@db/app"],
    ["the local stack's URL", "postgresql://postgres:postgres@127.0.0.1:54322/postgres"],
    ["a port and an @ in a path", "https://host:8080/packages/@scope/name"],
    ["words with dashes", "task-force-risk-assessment-of-the-whole-year-2024"],
  ])("is silent on %s", (_name, text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  test("takes no longer than a line of text deserves, whatever stands in it", () => {
    const started = performance.now();
    for (const text of [
      "sk-".repeat(50_000),
      "eyJ".repeat(50_000),
      "a://".repeat(40_000),
      `${"x".repeat(200_000)}:`,
    ]) {
      findSecrets(text);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
