import { type Database, messageOf } from "../../shared/database/database.ts";
import { problemOf } from "../../shared/http/problem.ts";
import type { Services } from "../../shared/http/services.ts";
import { listRuns, type StoredRun } from "../../shared/store/runs.ts";

/** What watchers are told: the newest run whenever it is another one or stands otherwise, or why it is not known. */
export type RunNews =
  | { readonly event: "run"; readonly run: StoredRun | null }
  | { readonly event: "away"; readonly detail: string }
  /** The server stops. */
  | { readonly event: "end" };

/** Looks at the newest run while somebody watches: an audit may also be started by cron or by another process. */
export interface RunWatch {
  /** Tells the newest run at once and then each change, until the function it returns is called. */
  watch(tell: (news: RunNews) => void): () => void;
  /** Looks soon: something has probably changed. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Milliseconds between two looks. */
const INTERVAL_MS = 1_000;

/** A watch over the services' database, through one connection that is open only while somebody watches. */
export function createRunWatch(services: Pick<Services, "connect" | "log">): RunWatch {
  const watchers = new Set<(news: RunNews) => void>();
  let database: Database | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let last: { readonly key: string; readonly news: RunNews } | undefined;

  const disconnect = async () => {
    const open = database;
    database = undefined;
    await open?.close().catch(() => undefined);
  };
  const look = async () => {
    const news = await readNews();
    const key = JSON.stringify(news.event === "run" ? [news.run?.id, news.run?.status] : news);
    if (last?.key === key) return;
    last = { key, news };
    for (const tell of watchers) tell(news);
  };
  const readNews = async (): Promise<RunNews> => {
    try {
      database ??= await services.connect();
      const { runs } = await listRuns(database, { limit: 1 });
      return { event: "run", run: runs[0] ?? null };
    } catch (error) {
      await disconnect();
      services.log({ level: "warn", event: "run_watch", message: messageOf(error) });
      return { event: "away", detail: problemOf(error).message };
    }
  };
  const schedule = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      looking = look().then(() => (watchers.size > 0 ? schedule(INTERVAL_MS) : disconnect()));
    }, milliseconds);
    timer.unref();
  };
  return {
    watch: (tell) => {
      if (last !== undefined) tell(last.news);
      watchers.add(tell);
      if (watchers.size === 1) schedule(0);
      return () => {
        watchers.delete(tell);
        if (watchers.size === 0) last = undefined;
      };
    },
    nudge: () => {
      if (watchers.size > 0) schedule(50);
    },
    stop: async () => {
      for (const tell of watchers) tell({ event: "end" });
      watchers.clear();
      clearTimeout(timer);
      await looking;
      await disconnect();
    },
  };
}
