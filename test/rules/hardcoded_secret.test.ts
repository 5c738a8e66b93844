import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

// The parts that every secret of the two fixtures is made of.
const PARTS = ["a1B2c3D4", "h0rse", "MIIEow", "IVK3B6", "eyJ", "no-form-but"];

test.each(["hardcoded_secret", "secret_in_cron_command"])("%s prints no part of a secret", async (rule) => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(readFileSync(join(import.meta.dirname, rule, "bad.sql"), "utf8"));
    const { findings } = await judgeSession(session, {}, rule);
    expect(findings.length).toBeGreaterThan(8);
    const text = JSON.stringify(findings);
    expect(PARTS.filter((part) => text.includes(part))).toEqual([]);
  });
});

test("hardcoded_secret says of what kind a secret is and where it stands", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(readFileSync(join(import.meta.dirname, "hardcoded_secret", "bad.sql"), "utf8"));
    const { findings } = await judgeSession(session, {}, "hardcoded_secret");
    const messages = findings.map(({ message }) => message);
    for (const message of [
      "The source of public.call_openai(text) contains an OpenAI API key in line 2 of its body.",
      "Routine public.with_set_clause() sets app.api_key to a GitLab token.",
      "The default of column public.requests.api_key contains a Stripe secret key.",
      "The expression of column public.computed.header contains an npm token.",
      "The expressions of policy only_with_key on public.requests contain a Supabase secret key.",
      "Setting app.settings.jwt_secret of database postgres holds a value that its name calls secret.",
      "Setting app.worker of role worker in database postgres holds a GitHub token.",
      "Foreign server stripe holds a Stripe secret key in its option api_key.",
    ]) {
      expect(messages).toContain(message);
    }
    const trigger = findings.find(({ object }) => object.kind === "trigger");
    expect(trigger?.evidence).toMatchObject({ secrets: [{ kind: "bearer token", argument: 3 }] });
  });
});
