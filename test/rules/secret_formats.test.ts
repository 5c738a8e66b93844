import { describe, expect, test } from "vitest";
import { findSecrets } from "../../src/shared/rules/secret_formats.ts";

// Joined at run time, so that no scanner takes this file for a leak.
const DIGITS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
const HEX = "0a1b2c3d4e5f6789";

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
    ["AWS secret access key", `aws_secret_access_key = ${"a1B2c3D4e5/6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"}`, 24],
    ["Supabase access token", `sbp${"_"}${HEX.repeat(3).slice(0, 40)}`],
    ["JSON Web Token", token({ sub: "3f2504e0", role: "authenticated" })],
    ["Groq API key", `gsk${"_"}${DIGITS}${DIGITS.slice(0, 12)}`],
    ["Hugging Face token", `hf${"_"}${DIGITS.slice(0, 34)}`],
    ["webhook signing secret", `whsec${"_"}${DIGITS.slice(0, 32)}`],
    ["Google API key", `AI${"za"}${DIGITS.slice(0, 35)}`],
    ["Google client secret", `GOC${"SPX-"}${DIGITS.slice(0, 28)}`],
    ["Azure account key", `Account${"Key="}${DIGITS}${DIGITS}${DIGITS.slice(0, 6)}==`],
    ["Azure client secret", `abc${"8Q~"}${DIGITS.slice(0, 34)}`],
    ["GitHub token", `gh${"p_"}${DIGITS}`],
    ["GitHub token", `github${"_pat_"}${DIGITS}_${DIGITS}`],
    ["GitLab token", `gl${"pat-"}${DIGITS.slice(0, 20)}`],
    ["npm token", `np${"m_"}${DIGITS.slice(0, 36)}`],
    ["Slack token", `xo${"xb-"}12345678901-abcdefGHIJ`],
    ["Slack webhook", `hooks.slack${".com/services/"}T0AB1CD2E/B0AB1CD2E/${DIGITS.slice(0, 24)}`],
    ["Discord webhook", `discord${".com/api/webhooks/"}123456789012345678/${DIGITS}${DIGITS.slice(0, 28)}`],
    ["Telegram bot token", `123456789:${"AA"}${DIGITS.slice(0, 33)}`],
    ["Twilio API key", `S${"K"}${HEX.repeat(2)}`],
    ["Twilio auth token", `A${"C"}${HEX.repeat(2)}:${HEX.repeat(2)}`, 35],
    ["SendGrid API key", `S${"G."}${DIGITS.slice(0, 22)}.${DIGITS}`],
    ["Resend API key", `r${"e_"}${DIGITS.slice(0, 8)}_${DIGITS.slice(0, 24)}`],
    ["Shopify token", `shp${"at_"}${HEX.repeat(2)}`],
    ["DigitalOcean token", `dop${"_v1_"}${HEX.repeat(4)}`],
    ["private key", `-----BEGIN ${"OPENSSH PRIVATE"} KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAA`],
    ["URL with a password", `https://:${"h0rse-Battery"}@cache.internal:6379`],
    ["key in a URL", `https://api.example.com/a?b=1&api_key=${DIGITS.slice(0, 24)}`, 38],
    ["password in a connection string", `host=db user=reader password=${"h0rse-Battery"}`, 29],
    ["password in a connection string", `password = ''${"h0rse-Battery"}'' dbname=orders`, 13],
    ["password in a statement", `alter user reader with encrypted password ''${"h0rse-Battery"}''`, 44],
    ["bearer token", `{"Authorization": "Bearer ${DIGITS.slice(0, 24)}"}`, 26],
    ["Basic credentials", `{"Authorization": "Basic ${btoa(`reports:${"h0rse-Battery"}`)}"}`, 25],
    ["key in a header", `{"x-api-key": "${DIGITS.slice(0, 18)}"}`, 15],
    ["key in a header", `{"apikey":"${DIGITS.slice(0, 18)}"}`, 11],
    ["private key", `-----BEGIN ${"PRIVATE"} KEY-----\nMIIEvQIBADANBgkqhkiG9w0`],
    ["URL with a password", `postgres://app:${"h0rse-Battery"}@db.internal:5432/app`],
  ])("recognises a %s and says where it stands", (kind, secret, offset = 0) => {
    expect(findSecrets(`begin\n  perform '${secret}';\nend`)).toEqual([
      { kind, line: 2, column: 12 + Number(offset) },
    ]);
  });

  test("names a key in a header, a URL or a statement by the key's own kind, once", () => {
    const stripe = `sk${"_live_"}${DIGITS}`;
    for (const text of [
      `'{"Authorization": "Bearer ${stripe}"}'`,
      `jsonb_build_object('x-api-key', '${stripe}')`,
      `'https://user:${stripe}@example.com'`,
      `alter role reader password '${stripe}'`,
    ]) {
      expect(findSecrets(text).map(({ kind }) => kind)).toEqual(["Stripe secret key"]);
    }
  });

  test("finds several, in their order", () => {
    const text = `select 'gh${"p_"}${DIGITS}', \n'AK${"IA"}IVK3B6QWERTZUPLM', 'gh${"p_"}${DIGITS}'`;
    expect(findSecrets(text)).toEqual([
      { kind: "GitHub token", line: 1, column: 9 },
      { kind: "AWS access key", line: 2, column: 2 },
      { kind: "GitHub token", line: 2, column: 26 },
    ]);
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
    ["a bearer key of role anon", `{"Authorization": "Bearer ${token({ role: "anon" })}"}`],
    [
      "a key out of Vault",
      "'Bearer ' || (select decrypted_secret from vault.decrypted_secrets where name = 'key_2026_11')",
    ],
    ["a header that is filled in", `format('{"Authorization": "Bearer %s", "x-api-key": "%2$s"}', key)`],
    ["a publishable key in a header", `{"apikey": "sb_publishable_${DIGITS}"}`],
    [
      "a comparison of passwords",
      "select 1 from users where user = 'a' and password = crypt(given_1, password)",
    ],
    ["an assignment", "update accounts set password = new.password where id = 1"],
    ["words about passwords", "raise exception 'password ''short1'' is too short'"],
    ["a password that is filled in", "host=db user=reader password=$" + "{PASSWORD}"],
    ["a password that format() fills in", "execute format('alter role x password ''%s''', given)"],
    ["Basic of no credentials", "Basic authentication2 and so on"],
    ["a hash", `md5 ${HEX.repeat(2)} sha256 ${HEX.repeat(4)}`],
    ["a uuid", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"],
    ["an address", "https://api.example.com/v1/items/a1B2c3D4e5F6g7H8i9J0?page=12345678901234567890"],
    ["a vault id", "options (api_key_id '3f2504e0-4f89-41d3-9a0c-0305e82c3301')"],
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
      `password=${"h".repeat(200_000)}`,
      "user=a password=b ".repeat(10_000),
      `"authorization": "${"A1".repeat(100_000)}`,
      "Bearer ".repeat(30_000),
      "-----BEGIN ".repeat(20_000),
      `a://${":a1".repeat(60_000)}`,
      `sk${"_live_"}${DIGITS} `.repeat(5_000),
    ]) {
      findSecrets(text);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
