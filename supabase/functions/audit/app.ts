import { addAuditRoutes } from "../../../src/shared/http/audit_routes.ts";
import { type App, createBaseApp } from "../../../src/shared/http/base_app.ts";
import { addFindingRoutes } from "../../../src/shared/http/finding_routes.ts";
import { addGroupRoutes } from "../../../src/shared/http/group_routes.ts";
import { addMapRoutes } from "../../../src/shared/http/map_routes.ts";
import { addMetricsRoute } from "../../../src/shared/http/metrics_route.ts";
import { addMigrationRoutes } from "../../../src/shared/http/migration_routes.ts";
import { addOpenApiRoute } from "../../../src/shared/http/openapi_route.ts";
import { addRuleRoutes } from "../../../src/shared/http/rule_routes.ts";
import { addRunRoutes } from "../../../src/shared/http/run_routes.ts";
import type { Services } from "../../../src/shared/http/services.ts";
import { addSuppressionRoutes } from "../../../src/shared/http/suppression_routes.ts";

/** The function `audit`: run an audit, read what was found, accept findings. */
export function createAuditApp(services: Services): App {
  const app = createBaseApp(services, "audit");
  addAuditRoutes(app, services);
  addRunRoutes(app, services);
  addFindingRoutes(app, services);
  addGroupRoutes(app, services);
  addSuppressionRoutes(app, services);
  addMigrationRoutes(app, services);
  addMapRoutes(app, services);
  addRuleRoutes(app);
  addMetricsRoute(app, services);
  addOpenApiRoute(app);
  return app;
}
