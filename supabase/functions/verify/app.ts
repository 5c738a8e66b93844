import { type App, createBaseApp } from "../../../src/shared/http/base_app.ts";
import type { Services } from "../../../src/shared/http/services.ts";
import { addVerifyRoutes } from "../../../src/shared/http/verify_routes.ts";

/** The function `verify`: the pass or fail verdict that a deployment asks for. */
export function createVerifyApp(services: Services): App {
  const app = createBaseApp(services, "verify");
  addVerifyRoutes(app, services);
  return app;
}
