import { SEVERITIES } from "../shared/findings/finding.ts";

/** What only a script can do: choose among the findings, open all of them, change the colours, save the data. */
export function Toolbar({ withFilters }: { readonly withFilters: boolean }) {
  return (
    <div class="toolbar" data-tools hidden>
      {withFilters && (
        // biome-ignore lint/a11y/useSemanticElements: <search> is not known to all browsers that read this page
        <div class="filters" role="search" aria-label="Choose findings">
          <label class="wide">
            Object, rule or text
            <input type="search" data-filter="text" spellcheck={false} autocomplete="off" />
          </label>
          <fieldset class="severities">
            <legend class="sr-only">Severity</legend>
            {SEVERITIES.map((severity) => (
              <label key={severity} class="check">
                <input type="checkbox" data-filter="severity" value={severity} checked />
                {severity}
              </label>
            ))}
          </fieldset>
          <p class="dim" role="status" data-shown />
        </div>
      )}
      <p class="tools">
        {withFilters && (
          <button type="button" class="small" data-unfold="closed">
            Open all
          </button>
        )}
        <button type="button" class="small" data-theme-button>
          Theme: auto
        </button>
        <button type="button" class="small" data-save>
          Save the data
        </button>
      </p>
    </div>
  );
}
