import { TOOL_VERSION } from "../../shared/version.ts";

/** Path of the workflow that is added. */
export const WORKFLOW_FILE = ".github/workflows/supawarden.yml";

/** A workflow for GitHub Actions: the folder on every pull request, the deployed database after a push. */
export function workflowText(branch: string): string {
  const run = `npx --yes supawarden@${TOOL_VERSION}`;
  return `# Written by \`supawarden init\`.
name: Supawarden
on:
  pull_request:
    paths: ["supabase/**", "supawarden.config.json"]
  push:
    branches: [${JSON.stringify(branch)}]
    paths: ["supabase/**", "supawarden.config.json"]
permissions:
  contents: read
jobs:
  migrations:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: ${run} audit --migrations supabase/migrations --format github
  deployed:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    env:
      SUPABASE_DB_URL: \${{ secrets.SUPABASE_DB_URL }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - if: env.SUPABASE_DB_URL != ''
        run: ${run} verify --format github
`;
}
