import { spawn } from "node:child_process";

/** Opens the page in the user's browser where there is a screen; a failure is no matter, the address is printed. */
export function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): void {
  if (environment.CI || process.stderr.isTTY !== true) return;
  const command = browserCommand(environment);
  if (command === undefined) return;
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
}

function browserCommand(environment: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === "darwin") return "open";
  if (process.platform === "win32") return "explorer.exe";
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? "xdg-open" : undefined;
}
