import { useEffect, useState } from "preact/hooks";
import { duration, plural } from "../components/format.ts";
import { href } from "./address.ts";
import { connection, justFinished, newestRun, startAudit, starting } from "./live.ts";
import { Ago } from "./parts/time.tsx";
import { mayOperate } from "./session.ts";
import { signOut } from "./sign_in.ts";
import { chooseTheme, type Theme, theme } from "./theme.ts";

const VIEWS = [
  ["overview", "Overview"],
  ["findings", "Findings"],
  ["runs", "Runs"],
  ["ledger", "Ledger"],
  ["drift", "Drift"],
  ["timeline", "Timeline"],
  ["vectors", "Vectors"],
  ["dependencies", "Dependencies"],
  ["accepted", "Accepted"],
  ["verify", "Verify"],
] as const;

/** Where to go, how the newest run stands, and what can be done from everywhere. */
export function Header({ at }: { readonly at: string }) {
  return (
    <header class="top">
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <div class="bar">
        <a class="brand" href={href("overview")}>
          Supawarden
        </a>
        <RunStatus />
        <ThemeButton />
        <button type="button" class="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
      <nav aria-label="Views">
        <ul>
          {VIEWS.map(([path, name]) => (
            <li key={path}>
              <a href={href(path)} aria-current={at === path ? "page" : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <StartOutcome />
    </header>
  );
}

function skip(): void {
  document.querySelector<HTMLElement>("main h1")?.focus();
}

/** One line of a fixed height: nothing below it moves when a run starts or ends. */
function RunStatus() {
  const run = newestRun.value;
  const { kind, detail } = connection.value;
  const running = run?.status === "running" || starting.value.busy;
  return (
    <div class="run-status">
      <span class={running ? "dot running" : kind === "away" ? "dot away" : "dot"} aria-hidden="true" />
      <span role="status">
        {kind === "away" ? (
          <>Not connected: {detail}</>
        ) : running ? (
          <RunningText since={run?.status === "running" ? run.started_at : undefined} />
        ) : run === undefined ? (
          "Looking for the last audit…"
        ) : run === null ? (
          "No audit yet"
        ) : (
          <>
            {justFinished.value?.id === run.id ? (
              <FinishedText />
            ) : (
              <>Last audit {run.status === "succeeded" ? "" : run.status} </>
            )}
            <Ago time={run.finished_at ?? run.started_at} />
          </>
        )}
      </span>
      {mayOperate() && (
        <button type="button" class="primary" disabled={running} onClick={() => void startAudit()}>
          Start an audit
        </button>
      )}
    </div>
  );
}

function RunningText({ since }: { readonly since: string | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const elapsed = since === undefined ? 0 : Math.max(0, Date.now() - Date.parse(since));
  return (
    <>
      Audit running
      {/* Only the beginning is worth saying aloud. */}
      <span aria-hidden="true"> {elapsed < 1_000 ? "" : duration(Math.floor(elapsed / 1_000) * 1_000)}</span>
    </>
  );
}

function FinishedText() {
  const run = justFinished.value;
  if (run === undefined) return null;
  if (run.status !== "succeeded") return <>The audit {run.status} </>;
  const { new: fresh = 0, reopened = 0, resolved = 0 } = run.summary ?? {};
  return (
    <>
      Audit done: {plural(fresh + reopened, "new finding")}, {resolved} resolved,{" "}
    </>
  );
}

/** Why the last attempt to start an audit came to nothing. */
function StartOutcome() {
  const { title, detail, hint } = starting.value;
  if (title === undefined) return null;
  return (
    <div class="notice" role="alert">
      <p>
        <strong>{title}.</strong> {detail} <span class="dim">{hint}</span>
      </p>
      <button type="button" class="small" onClick={() => (starting.value = { busy: false })}>
        Close
      </button>
    </div>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };

/** Goes through the system's colours, light and dark. */
export function ThemeButton() {
  const chosen = theme.value;
  return (
    <button type="button" class="plain" onClick={() => chooseTheme(NEXT[chosen])}>
      Theme: {chosen}
    </button>
  );
}
