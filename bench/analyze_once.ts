import { runAnalyze } from "../src/cli/commands/analyze.ts";

// One analysis in a process of its own, and the memory that it took at most.
const [folder = ""] = process.argv.slice(2);
await runAnalyze([folder], {
  format: "text",
  output: "/dev/null",
  failOn: "none",
  color: "never",
  quiet: true,
});
console.log(JSON.stringify({ peak_mb: process.resourceUsage().maxRSS / 1024 }));
