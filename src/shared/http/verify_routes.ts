import type { Context } from "hono";
import type { Manifest } from "../manifest/manifest.ts";
import { verifyDatabase } from "../verify/verify.ts";
import type { AppEnv } from "./app_env.ts";
import type { App } from "./base_app.ts";
import { expectedManifest } from "./expected_manifest.ts";
import { type Services, withDatabase } from "./services.ts";
import { getVerify, postVerify } from "./verify_route_schemas.ts";

/** `GET /verify` and `POST /verify`: 200 for pass and warn, 409 for fail, so that a deployment can stop on the status. */
export function addVerifyRoutes(app: App, services: Services): void {
  const answer = async (c: Context<AppEnv>, given?: Manifest) => {
    const config = await services.config();
    const verdict = await withDatabase(services, async (database) => {
      const manifest = await expectedManifest(database, services, given);
      return verifyDatabase(database, {
        config,
        ...(manifest === undefined ? {} : { manifest }),
        trigger: "http",
        source: "database",
        clock: services.clock,
        newId: services.newId,
        extraFindings: services.extraFindings?.(config) ?? [],
      });
    });
    return c.json(verdict, verdict.verdict === "fail" ? 409 : 200);
  };
  app.openapi(getVerify, (c) => answer(c));
  app.openapi(postVerify, (c) => answer(c, c.req.valid("json").manifest));
}
