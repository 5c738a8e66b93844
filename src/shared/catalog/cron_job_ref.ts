import type { CronJob } from "./cron_jobs.ts";
import { type ObjectRef, recordRef } from "./identity.ts";
import { groupBy } from "./lookup.ts";

/**
 * Names jobs: by their name; by their number where they have none; by their role too where two roles have a job of one
 * name.
 */
export function cronJobNames(jobs: readonly CronJob[]): (job: CronJob) => ObjectRef {
  const namesakes = groupBy(jobs, (job) => job.name ?? "");
  return (job) => {
    if (job.name === null || job.name === "") return recordRef("cron_job", `job ${job.id}`);
    const isShared = (namesakes.get(job.name) ?? []).length > 1;
    return recordRef("cron_job", isShared ? `${job.name} of ${job.username}` : job.name);
  };
}
