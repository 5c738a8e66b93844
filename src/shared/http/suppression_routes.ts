import { createRoute, z } from "@hono/zod-openapi";
import { addSuppression, removeSuppression } from "../store/suppressions.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { isUuid, storableText } from "./request_text.ts";
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

const add = createRoute({
  method: "post",
  path: "/audit/suppressions",
  summary: "Accept a finding",
  request: { body: { required: true, content: { "application/json": { schema: suppressionRequest } } } },
  responses: answers(
    {
      201: jsonAnswer(
        "The suppression",
        z
          .object({
            id: z.uuid(),
            fingerprint: z.string(),
            reason: z.string(),
            owner: z.string(),
            expires_at: z.iso.datetime(),
            created_at: z.iso.datetime(),
          })
          .openapi("Suppression"),
      ),
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

/** `POST /audit/suppressions` and `DELETE /audit/suppressions/:id`. */
export function addSuppressionRoutes(app: App, services: Services): void {
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
