import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const functions = ["audit", "verify"] as const;
const read = (...parts: string[]) => readFileSync(join(root, ...parts), "utf8");
const pinned = JSON.parse(read("package.json")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

function importsOf(name: string): Readonly<Record<string, string>> {
  return (JSON.parse(read("supabase", "functions", name, "deno.json")) as { imports: Record<string, string> })
    .imports;
}

describe.each(functions)("the function %s", (name) => {
  it("pins the versions of package.json", () => {
    for (const [specifier, target] of Object.entries(importsOf(name))) {
      const match = /^npm:\/?((?:@[^/]+\/)?[^@/]+)@([^/]+)(\/.*)?$/.exec(target);
      expect(match?.[2], specifier).toBe(pinned.dependencies[match?.[1] ?? ""]);
      expect((match?.[1] ?? "") + (match?.[3] ?? "")).toBe(specifier);
    }
  });

  it("maps every package that it reaches", async () => {
    const reached = new Set<string>();
    await build({
      entryPoints: [join(root, "supabase", "functions", name, "index.ts")],
      bundle: true,
      write: false,
      format: "esm",
      platform: "neutral",
      logLevel: "error",
      plugins: [
        {
          name: "packages",
          setup: (bundling) => {
            bundling.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
              if (kind === "entry-point") return undefined;
              reached.add(path);
              return { path, external: true };
            });
          },
        },
      ],
    });
    expect(reached.size).toBeGreaterThan(0);
    const mapped = Object.keys(importsOf(name));
    const covers = (key: string, path: string) => (key.endsWith("/") ? path.startsWith(key) : path === key);
    expect([...reached].filter((path) => !mapped.some((key) => covers(key, path)))).toEqual([]);
  });

  it("is known to the Supabase CLI, with a gate of its own", () => {
    const config = read("supabase", "config.toml");
    const table = new RegExp(`^\\[functions\\.${name}\\]$([^[]*)`, "m").exec(config)?.[1] ?? "";
    expect(table).toContain("verify_jwt = false");
    expect(table).toContain(`import_map = "./functions/${name}/deno.json"`);
    expect(table).toContain(`entrypoint = "./functions/${name}/index.ts"`);
  });
});
