import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { freshShadow } from "../support/embedded.ts";
import { createTestDatabase } from "../support/servers.ts";

/** Opens a database for one test file and says how to get rid of it. */
export type Engine = () => Promise<{ readonly database: Database; dispose(): Promise<void> }>;

/** Both engines; on the server with the rights that `postgres` has on Supabase. */
export const ENGINES: readonly (readonly [name: string, open: Engine])[] = [
  [
    "embedded",
    async () => {
      const database = await freshShadow();
      return { database, dispose: () => database.close() };
    },
  ],
  [
    "server",
    async () => {
      const test = await createTestDatabase();
      const database = openServer({ url: test.ownerUrl });
      return {
        database,
        dispose: async () => {
          await database.close();
          await test.drop();
        },
      };
    },
  ],
];
