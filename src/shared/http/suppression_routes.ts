import { createRoute, z } from "@hono/zod-openapi";
import { SEVERITIES, STATES } from "../findings/finding.ts";
import { addSuppression, listSuppressions, removeSuppression } from "../store/suppressions.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { readPage } from "./read_page.ts";
import { objectSchema } from "./report_schemas.ts";
import { isFingerprint, isUuid, pageCursor, pageLimit, storableText } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

const suppressionRequest = z
  .strictObject({
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/, "expected the fingerprint of a finding"),
    reason: storableText(2000).openapi({ description: "Why it is accepted" }),
    owner: storableText(200).openapi({ description: "Who answers for it" }),
    expires_at: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], {
        error: "expected an ISO 8601 date such as 2027-01-31",
      })
      .openapi({
        description: "After this it counts again; a date without a time holds until its end, in UTC",
      }),
  })
  .openapi("SuppressionRequest");

const suppressionFields = z.object({
  id: z.uuid(),
  fingerprint: z.string(),
  reason: z.string(),
  owner: z.string(),
  expires_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
});

const list = createRoute({
  method: "get",
  path: "/audit/suppressions",
  summary: "Accepted findings, those whose acceptance expires first coming first",
  description: "What the configuration accepts is not among them; expired ones are.",
  request: {
    query: z.strictObject({
      fingerprint: z.string().refine(isFingerprint, "expected the fingerprint of a finding").optional(),
      cursor: pageCursor,
      limit: pageLimit,
    }),
  },
  responses: answers(
    {
      200: jsonAnswer(
        "A page of suppressions",
        z.object({
          suppressions: z.array(
            suppressionFields
              .extend({
                rule: z.string(),
                severity: z.enum(SEVERITIES),
                object: objectSchema,
                state: z.enum(STATES),
              })
              .openapi("ListedSuppression"),
          ),
          next_cursor: z.string().optional(),
        }),
      ),
    },
    [422],
  ),
});

const add = createRoute({
  method: "post",
  path: "/audit/suppressions",
  summary: "Accept a finding",
  request: { body: { required: true, content: { "application/json": { schema: suppressionRequest } } } },
  responses: answers(
    {
      201: jsonAnswer("The suppression", suppressionFields.openapi("Suppression")),
    },
    [400, 404, 413, 422],
  ),
});

const remove = createRoute({
  method: "delete",
  path: "/audit/suppressions/{id}",
  summary: "Take an acceptance back",
  request: { params: z.object({ id: z.string() }) },
  responses: answers({ 204: { description: "Taken back" } }, [404]),
});

/** `GET` and `POST /audit/suppressions` and `DELETE /audit/suppressions/:id`. */
export function addSuppressionRoutes(app: App, services: Services): void {
  app.openapi(list, async (c) => {
    const { cursor, fingerprint, limit } = c.req.valid("query");
    const page = await readPage(cursor, () =>
      withDatabase(services, (database) =>
        listSuppressions(database, {
          limit,
          ...(fingerprint === undefined ? {} : { fingerprint }),
          ...(cursor === undefined ? {} : { cursor }),
        }),
      ),
    );
    return c.json(page, 200);
  });
  app.openapi(add, async (c) => {
    const request = c.req.valid("json");
    const expiresAt = endOf(request.expires_at);
    if (Date.parse(expiresAt) <= Date.parse(services.clock())) {
      const issue = { code: "custom", path: ["expires_at"], message: "expected a time in the future" };
      throw new Problem("invalid", "expires_at: expected a time in the future", { errors: [issue] });
    }
    const stored = await withDatabase(services, (database) =>
      addSuppression(database, { ...request, expires_at: expiresAt }),
    );
    return c.json(stored, 201);
  });
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const removed =
      isUuid(id) && (await withDatabase(services, (database) => removeSuppression(database, id)));
    if (!removed) throw new Problem("not_found", "There is no such suppression.");
    return c.body(null, 204);
  });
}

/** The last moment, in UTC. */
function endOf(text: string): string {
  return text.includes("T") ? new Date(text).toISOString() : `${text}T23:59:59.999Z`;
}
