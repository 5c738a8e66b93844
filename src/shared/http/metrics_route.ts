import { createRoute, z } from "@hono/zod-openapi";
import { metrics } from "../store/metrics.ts";
import { answers } from "./answers.ts";
import type { App } from "./base_app.ts";
import { OPEN_METRICS_TYPE, renderOpenMetrics } from "./open_metrics.ts";
import { type Services, withDatabase } from "./services.ts";

const route = createRoute({
  method: "get",
  path: "/audit/metrics",
  summary: "Figures for a monitoring system",
  responses: answers({
    200: {
      description: "OpenMetrics text",
      content: { "application/openmetrics-text": { schema: z.string() } },
    },
  }),
});

/** `GET /audit/metrics`. */
export function addMetricsRoute(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const figures = await withDatabase(services, (database) => metrics(database));
    return c.body(renderOpenMetrics(figures), 200, { "Content-Type": OPEN_METRICS_TYPE });
  });
}
