import { SupawardenError } from "../errors.ts";

/**
 * Versions of fourteen digits, a second apart, from the first on.
 * @throws SupawardenError `usage` when the first is no time of this form.
 */
export function versionsFrom(first: string, count: number): readonly string[] {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(first);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (match ?? []).slice(1).map(Number);
  const start = Date.UTC(year, month - 1, day, hour, minute, second);
  if (match === null || versionOfTime(start) !== first) {
    throw new SupawardenError("usage", `"${first}" is no version: expected a time as YYYYMMDDHHMMSS`, {
      hint: "Leave it out to take the time of now, in UTC.",
    });
  }
  return Array.from({ length: count }, (_, index) => versionOfTime(start + index * 1000));
}

/** A time in milliseconds as a version, in UTC. */
export function versionOfTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:T]/g, "").slice(0, 14);
}
