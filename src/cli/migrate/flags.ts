import type { ColorChoice } from "../terminal.ts";

/** Flags of every `migrate` command. */
export interface MigrateFlags {
  readonly dbUrl?: string;
  readonly migrations: string;
  readonly format: "text" | "json";
  readonly output?: string;
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Flags of those that change a database. */
export interface ChangeFlags extends MigrateFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** Milliseconds. */
  readonly lockTimeout: number;
  /** Milliseconds. */
  readonly lockWait: number;
  readonly retries: number;
  readonly details: boolean;
}

/** Flags of `migrate up`. */
export interface UpFlags extends ChangeFlags {
  readonly to?: string;
  readonly steps?: number;
  readonly includeAll?: boolean;
  readonly shadow?: boolean;
}

/** Flags of `migrate down`. */
export interface DownFlags extends ChangeFlags {
  readonly to?: string;
  readonly steps?: number;
  readonly all?: boolean;
}

/** Flags of `migrate reset`. */
export interface ResetFlags extends ChangeFlags {
  readonly to?: string;
  readonly production?: string;
}

/** Flags of `migrate verify`. */
export interface VerifyLedgerFlags extends MigrateFlags {
  readonly allowPending?: boolean;
  readonly fresh?: boolean;
  readonly upgradeFrom?: string;
  readonly rollback?: boolean;
}
