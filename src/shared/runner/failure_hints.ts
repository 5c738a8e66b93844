import type { FailurePoint } from "./failure.ts";
import type { MigrationScript } from "./migration_script.ts";

/** What a hint may depend on. */
export interface HintFacts {
  readonly point: FailurePoint;
  readonly script: MigrationScript;
  /** Postgres' own hint. */
  readonly server: string | undefined;
  readonly message: string;
}

const HEADER = "`-- supawarden: no-transaction`";

/** What to do about an error that has to do with how migrations are run; `undefined` leaves Postgres' own hint. */
export function hintFor(sqlstate: string | undefined, facts: HintFacts): string | undefined {
  const { point, script } = facts;
  switch (sqlstate) {
    case "23505":
      return point.kind === "ledger"
        ? `Another client has recorded version ${script.version} meanwhile; see \`supawarden migrate status\`.`
        : undefined;
    case "25001":
      return `It cannot run inside of a transaction. Put ${HEADER} as the first line of the file.`;
    case "2D000":
      return `A procedure or block that commits needs to run outside of a transaction: put ${HEADER} as the first line of the file.`;
    case "25006":
      return "The database takes no writes: it is a standby, or the role is set to read only.";
    case "55P03":
      return "Another session holds a lock on the object for longer than --lock-timeout. Try when it is quieter, or find it in pg_stat_activity.";
    case "55P04":
      return "A value added to an enum can be used once its transaction has ended: move its use to the next migration.";
    case "57014":
      return /statement timeout/.test(facts.message)
        ? "Begin the file with `set statement_timeout = 0;`, or raise it for the role."
        : undefined;
    case "40P01":
      return "Other sessions take the same locks in another order. Try when it is quieter.";
    case "42704":
      return (
        facts.server ??
        "If a type is meant, its schema may not be in the search_path: write extensions.NAME instead of NAME."
      );
    default:
      return undefined;
  }
}
