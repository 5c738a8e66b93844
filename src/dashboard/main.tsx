import { render } from "preact";
import "./style/main.css";
import { useSettings } from "./api.ts";
import { App } from "./app.tsx";
import { followRuns } from "./live.ts";
import { followAddress } from "./router.ts";
import { readSettings } from "./settings.ts";
import { resumeSession } from "./sign_in.ts";
import { chooseTheme, theme } from "./theme.ts";
import { FatalNotice } from "./views/fatal_notice.tsx";

async function start(root: HTMLElement): Promise<void> {
  chooseTheme(theme.peek());
  try {
    useSettings(await readSettings());
  } catch (error) {
    render(<FatalNotice message={error instanceof Error ? error.message : String(error)} />, root);
    return;
  }
  await resumeSession();
  followAddress();
  followRuns();
  render(<App />, root);
}

const root = document.getElementById("app");
if (root !== null) void start(root);
