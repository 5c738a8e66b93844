import { createRoute, z } from "@hono/zod-openapi";
import { loadSnapshot } from "../catalog/read_snapshot.ts";
import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { App } from "./base_app.ts";
import { expectedManifest } from "./expected_manifest.ts";
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
              "Where the files are known from: the folder that is served, or the manifest that is stored, else deployed",
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

const timelineRoute = createRoute({
  method: "get",
  path: "/audit/timeline",
  summary:
    "What the migration files do to each object, in the order in which they run; where a folder is served",
  responses: answers({
    200: jsonAnswer(
      "Files, objects with their events, and what needs what; known is false where no folder is served",
      z
        .object({
          known: z.boolean(),
          files: z.array(z.string()),
          objects: z.array(
            z.object({
              identity: z.string(),
              kind: z.string(),
              events: z.array(
                z.object({
                  file: z.string(),
                  line: z.int(),
                  event: z.string(),
                  outcome: z.string().optional().openapi({
                    description: "hidden, taken or fails; absent where the event does what it says",
                  }),
                }),
              ),
            }),
          ),
          dependencies: z.array(z.object({ from: z.string(), to: z.string(), kind: z.string() })),
        })
        .openapi("Timeline"),
    ),
  }),
});

/** `GET /audit/migrations` and `GET /audit/timeline`. */
export function addMigrationRoutes(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const answer = await withDatabase(services, async (database) => {
      const snapshot = await loadSnapshot(database, {
        takenAt: services.clock(),
        parts: ["ledger"],
        bodyChecks: false,
      });
      const unread = snapshot.unread.find((entry) => entry.family === "ledger");
      const known = services.migrationFiles?.();
      const { manifest, unread: manifestUnread } =
        known === undefined ? await readExpected(database, services) : {};
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
  app.openapi(timelineRoute, async (c) => {
    const history = await services.folderHistory?.();
    if (history === undefined) {
      return c.json({ known: false, files: [], objects: [], dependencies: [] }, 200);
    }
    return c.json({ known: true, ...history }, 200);
  });
}

/** A manifest that cannot be read must not hide the ledger. */
async function readExpected(
  database: Database,
  services: Services,
): Promise<{ readonly manifest?: Manifest; readonly unread?: string }> {
  try {
    const manifest = await expectedManifest(database, services, undefined);
    return manifest === undefined ? {} : { manifest };
  } catch (error) {
    if (error instanceof SupawardenError && error.kind === "config") return { unread: error.message };
    throw error;
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
