import { copyButtons } from "./copy_buttons.ts";
import { filterFindings } from "./filter_findings.ts";
import { openFolds } from "./open_folds.ts";
import { saveData } from "./save_data.ts";
import { themeButton } from "./theme_button.ts";

// The page says all that it has to say without this.
for (const tools of document.querySelectorAll<HTMLElement>("[data-tools], [data-copy]")) tools.hidden = false;
copyButtons();
openFolds();
filterFindings();
themeButton();
saveData();
