import { z } from "@hono/zod-openapi";
import { SupawardenError } from "../errors.ts";
import { type Manifest, parseManifest } from "../manifest/manifest.ts";

/** Text that Postgres can store: it has no zero byte. */
export function storableText(maximum: number) {
  return z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => !text.includes("\0"), "expected text without a zero byte");
}

/** Page size of a list. */
export const pageLimit = z
  .string()
  .regex(/^\d{1,3}$/, "expected a number from 1 to 500")
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 500, "expected a number from 1 to 500")
  .default(100)
  .openapi({ type: "integer", minimum: 1, maximum: 500, default: 100 });

/** Where the page before ended, as `next_cursor` gave it. */
export const pageCursor = storableText(1000).optional();

/** The manifest of a request, as `supawarden manifest` writes it. */
export const manifestField = z
  .unknown()
  .transform((value, context): Manifest => {
    try {
      return parseManifest(value, "what was sent");
    } catch (error) {
      if (!(error instanceof SupawardenError)) throw error;
      context.addIssue({ code: "custom", message: `${error.message}. ${error.hint ?? ""}`.trim() });
      return z.NEVER;
    }
  })
  .optional()
  .openapi({
    type: "object",
    description:
      "What the database should be, as `supawarden manifest` writes it; in place of the stored or deployed one",
  });

/** Whether the text is a UUID, so that Postgres can compare it with one. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether the text has the form of a finding's fingerprint. */
export function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
