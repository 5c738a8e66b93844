import { createRoute, z } from "@hono/zod-openapi";
import { loadSnapshot } from "../catalog/snapshot.ts";
import { messageOf } from "../database/database.ts";
import { type Manifest, parseManifest } from "../manifest/manifest.ts";
import { latestManifest } from "../store/manifests.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { type Services, withDatabase } from "./services.ts";

const route = createRoute({
  method: "get",
  path: "/audit/migrations",
  summary: "The expected migrations and the ledger of the database, as two lists; read now",
  responses: answers({
    200: jsonAnswer(
      "Both sides",
      z
        .object({
          source: z.enum(["folder", "manifest", "none"]).openapi({
            description:
              "Where the files are known from: the folder that is served, or the manifest stored last",
          }),
          files: z.array(
            z.object({
              version: z.string(),
              name: z.string(),
              file: z.string(),
              bytes: z.int().optional(),
            }),
          ),
          files_unread: z
            .string()
            .optional()
            .openapi({ description: "Why the stored manifest could not be read" }),
          ledger: z.array(
            z.object({
              version: z.string(),
              name: z.string().optional(),
              statements: z
                .int()
                .optional()
                .openapi({ description: "How many the ledger keeps; absent where it keeps none" }),
            }),
          ),
          ledger_unread: z.string().optional().openapi({ description: "Why the ledger could not be read" }),
        })
        .openapi("Migrations"),
    ),
  }),
});

/** `GET /audit/migrations`. */
export function addMigrationRoutes(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const answer = await withDatabase(services, async (database) => {
      const snapshot = await loadSnapshot(database, {
        takenAt: services.clock(),
        parts: ["ledger"],
        bodyChecks: false,
      });
      const unread = snapshot.unread.find((entry) => entry.family === "ledger");
      const stored = services.migrationFiles === undefined ? await latestManifest(database) : undefined;
      const known = services.migrationFiles?.();
      const { manifest, unread: manifestUnread } = readStored(stored);
      return {
        source: known !== undefined ? "folder" : manifest !== undefined ? "manifest" : "none",
        files:
          known ?? manifest?.migrations.map(({ version, name, file }) => ({ version, name, file })) ?? [],
        ledger: unread === undefined ? snapshot.ledger.map(toRow) : [],
        ...(manifestUnread === undefined ? {} : { files_unread: manifestUnread }),
        ...(unread === undefined ? {} : { ledger_unread: unread.reason }),
      };
    });
    return c.json(answer, 200);
  });
}

/** A stored manifest of another version, or one that somebody wrote by hand, must not hide the ledger. */
function readStored(stored: unknown): { readonly manifest?: Manifest; readonly unread?: string } {
  if (stored === undefined) return {};
  try {
    return { manifest: parseManifest(stored, "the stored manifest") };
  } catch (error) {
    return { unread: messageOf(error) };
  }
}

function toRow(entry: {
  readonly version: string;
  readonly name: string | null;
  readonly statements: readonly string[] | null;
}) {
  return {
    version: entry.version,
    ...(entry.name === null ? {} : { name: entry.name }),
    ...(entry.statements === null ? {} : { statements: entry.statements.length }),
  };
}
