import { join } from "node:path";
import { expect, test } from "vitest";
import { openApps, withSecret } from "../functions/app_fixture.ts";
import { createTokenIssuer } from "../functions/signed_tokens.ts";
import { freshShadow } from "../support/embedded.ts";
import { type OpenApi, renderApiPage } from "./api_page.ts";

const DOCS = join(import.meta.dirname, "..", "..", "docs");

// `npm run docs` writes the files anew; a stale one fails here.
test("docs/openapi.json is what the function serves, and docs/api.md says the same in words", async () => {
  const database = await freshShadow();
  const { audit } = openApps({ database, issuer: await createTokenIssuer() });
  const answer = await audit.request("/audit/openapi.json", withSecret("GET"));
  await database.close();
  expect(answer.status).toBe(200);
  const api = (await answer.json()) as OpenApi;
  await expect(`${JSON.stringify(api, null, 2)}\n`).toMatchFileSnapshot(join(DOCS, "openapi.json"));
  await expect(renderApiPage(api)).toMatchFileSnapshot(join(DOCS, "api.md"));
});
