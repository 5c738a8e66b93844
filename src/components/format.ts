/** A number with thousands apart: `12,345`. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** `1 finding`, `2 findings`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A difference with its sign: `+3`, `−2`, `±0`. */
export function difference(value: number): string {
  if (value === 0) return "±0";
  return value > 0 ? `+${count(value)}` : `−${count(-value)}`;
}

/** Milliseconds for a reader: `840 ms`, `2.1 s`, `3 min 20 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** How long ago: `just now`, `5 min ago`, `3 h ago`, `12 days ago`. */
export function ago(time: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** Local date and time, the same width every day: `2026-03-01 02:00`. */
export function localTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${localDate(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Local date: `2026-03-01`. */
export function localDate(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Bytes for a reader: `812 B`, `3.4 kB`. */
export function bytes(value: number): string {
  return value < 1000 ? `${value} B` : `${(value / 1000).toFixed(1)} kB`;
}

/** Date and time that say the same to every reader: `2026-03-01 02:00 UTC`. */
export function utcTime(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
