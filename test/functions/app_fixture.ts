import { randomUUID } from "node:crypto";
import type { Config } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import type { App } from "../../src/shared/http/base_app.ts";
import type { Services } from "../../src/shared/http/services.ts";
import { createAuditApp } from "../../supabase/functions/audit/app.ts";
import { createVerifyApp } from "../../supabase/functions/verify/app.ts";
import type { TokenIssuer } from "./signed_tokens.ts";

export const SECRET = "sb_secret_of_the_tests";
export const NAMED_SECRET = "sb_secret_named_audit";
export const TRIGGER = "trigger-token-of-the-tests";
export const LEGACY = "legacy-service-role-key";
export const PUBLISHABLE = "sb_publishable_of_the_tests";

/** Both apps on one database, and what they logged. */
export interface AppFixture {
  readonly audit: App;
  readonly verify: App;
  readonly logged: object[];
  /** What the apps left running after they answered. */
  backgroundDone(): Promise<void>;
}

/** Services over an open database, which the apps must not close. */
export function openApps(options: {
  readonly database: Database;
  readonly issuer: TokenIssuer;
  readonly config?: Config;
  readonly services?: Partial<Services>;
}): AppFixture {
  const logged: object[] = [];
  const background: Promise<unknown>[] = [];
  const environment: Readonly<Record<string, string>> = {
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET, audit: NAMED_SECRET, empty: "" }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: PUBLISHABLE }),
    SUPABASE_SERVICE_ROLE_KEY: LEGACY,
    SUPABASE_JWKS: options.issuer.jwks,
    SUPAWARDEN_TRIGGER_TOKEN: TRIGGER,
  };
  const services: Services = {
    connect: async () => ({ ...options.database, close: async () => {} }),
    env: (name) => environment[name],
    config: async () => options.config ?? {},
    clock: () => new Date().toISOString(),
    newId: () => randomUUID(),
    waitUntil: (work) => {
      background.push(work);
    },
    log: (record) => {
      logged.push(record);
    },
    ...options.services,
  };
  return {
    audit: createAuditApp(services),
    verify: createVerifyApp(services),
    logged,
    backgroundDone: async () => {
      // Work in the background can leave more work behind.
      for (let done = 0; done < background.length; done++) await background[done];
    },
  };
}

/** A request with the secret key and, where a body is given, JSON. */
export function withSecret(method: string, body?: unknown): RequestInit {
  return {
    method,
    headers: { apikey: SECRET, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
