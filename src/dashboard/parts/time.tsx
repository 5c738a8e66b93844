import { signal } from "@preact/signals";
import { ago, localTime } from "../../components/format.ts";

/** The time as the page counts it: every half minute is enough. */
const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 30_000);

/** How long ago something was; the exact time on pointing at it. */
export function Ago({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} title={localTime(time)}>
      {ago(time, Math.max(now.value, Date.now() - 30_000))}
    </time>
  );
}

/** Date and time of this reader's clock. */
export function Time({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} class="number">
      {localTime(time)}
    </time>
  );
}
