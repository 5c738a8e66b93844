import { TOOL_VERSION } from "../version.ts";
import { type App, healthRoute } from "./base_app.ts";
import { VERIFY_ROUTES } from "./verify_route_schemas.ts";

/** `GET /audit/openapi.json`: OpenAPI 3.1 of both functions. */
export function addOpenApiRoute(app: App): void {
  for (const route of [...VERIFY_ROUTES, healthRoute("verify")]) app.openAPIRegistry.registerPath(route);
  app.openAPIRegistry.registerComponent("securitySchemes", "secretKey", {
    type: "apiKey",
    in: "header",
    name: "apikey",
    description: "A Supabase secret key; full rights",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "user", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A user's token whose app_metadata.supawarden_role is reader (GET) or operator (all)",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "triggerToken", {
    type: "apiKey",
    in: "header",
    name: "x-supawarden-token",
    description: "Can start an audit and nothing else",
  });
  app.doc31("/audit/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Supawarden",
      version: TOOL_VERSION,
      description: "Schema auditor for Supabase: what a database is, against what it should be",
    },
    servers: [{ url: "/functions/v1" }],
    security: [{ secretKey: [] }, { user: [] }],
  });
}
