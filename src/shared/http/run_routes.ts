import { createRoute, z } from "@hono/zod-openapi";
import { getRun, listRuns, type StoredRun } from "../store/runs.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { readPage } from "./read_page.ts";
import { storedRunInFullSchema, storedRunSchema } from "./report_schemas.ts";
import { isUuid, pageCursor, pageLimit } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const list = createRoute({
  method: "get",
  path: "/audit/runs",
  summary: "Stored runs, newest first",
  request: { query: z.strictObject({ cursor: pageCursor, limit: pageLimit }) },
  responses: answers(
    {
      200: jsonAnswer(
        "A page of runs",
        z.object({ runs: z.array(storedRunSchema), next_cursor: z.string().optional() }),
      ),
    },
    [422],
  ),
});

const one = createRoute({
  method: "get",
  path: "/audit/runs/{id}",
  summary: "One stored run",
  request: { params: z.object({ id: z.string() }) },
  responses: answers({ 200: jsonAnswer("The run with what it changed", storedRunInFullSchema) }, [404]),
});

/** `GET /audit/runs` and `GET /audit/runs/:id`. */
export function addRunRoutes(app: App, services: Services): void {
  app.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid("query");
    const page = await readPage(cursor, () =>
      withDatabase(services, (database) =>
        listRuns(database, { limit, ...(cursor === undefined ? {} : { cursor }) }),
      ),
    );
    return c.json({ ...page, runs: page.runs.map(withoutDetails) }, 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid("param");
    const run = isUuid(id) ? await withDatabase(services, (database) => getRun(database, id)) : undefined;
    if (run === undefined) throw new Problem("not_found", "There is no such run.");
    return c.json(withoutDetails(run), 200);
  });
}

/** What failed can name hosts and SQL, which stay in the table and in the log. */
export function withoutDetails<Run extends StoredRun>(run: Run): Run {
  if (run.status !== "failed") return run;
  return { ...run, error: "the run failed; the log of the service has the details" };
}
