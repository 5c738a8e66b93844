import { createRoute, z } from "@hono/zod-openapi";
import { answers, jsonAnswer } from "./answers.ts";
import { verdictSchema } from "./report_schemas.ts";
import { manifestField } from "./request_text.ts";

const good = {
  200: jsonAnswer("The verdict is pass or warn", verdictSchema),
  409: jsonAnswer("The verdict is fail", verdictSchema),
};

/** `GET /verify`. */
export const getVerify = createRoute({
  method: "get",
  path: "/verify",
  summary: "The verdict on the database",
  responses: answers(good),
});

/** `POST /verify`. */
export const postVerify = createRoute({
  method: "post",
  path: "/verify",
  summary: "The verdict on the database",
  request: {
    body: {
      content: {
        "application/json": { schema: z.strictObject({ manifest: manifestField }).openapi("VerifyRequest") },
      },
    },
  },
  responses: answers(good, [400, 413, 422]),
});

/** Both, for the document of the audit function. */
export const VERIFY_ROUTES = [getVerify, postVerify];
