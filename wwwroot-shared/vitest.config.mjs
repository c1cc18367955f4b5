import { build } from "esbuild";
import { defineConfig } from "vitest/config";
import { leanModule, leanPreact } from "./build/lean-preact.mjs";

/** The tests run on the Preact that patients get. */
const lean = {
  name: "lean-preact",
  enforce: "pre",
  resolveId: (id) => (leanModule(id) ? `\0${id}` : null),
  load: async (id) => {
    const path = id.startsWith("\0") && leanModule(id.slice(1));
    if (!path) return null;
    const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: "esm", plugins: [hooksApart, leanPreact] });
    return outputFiles[0].text;
  },
};

/** `preact/hooks` uses the one `preact`, and brings none. */
const hooksApart = {
  name: "hooks-apart",
  setup: (bundle) => bundle.onResolve({ filter: /^preact$/ }, () => ({ path: "preact", external: true })),
};

export default defineConfig({
  plugins: [lean],
  esbuild: { jsx: "transform", jsxFactory: "$h", jsxFragment: "$all", jsxInject: 'import { h as $h, Fragment as $all } from "preact"' },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "node",
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    // Limits for what never ends; nothing waits for them to pass.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "threads",
    poolOptions: { threads: { maxThreads: 2 } },
    reporters: ["default", ["junit", { outputFile: "TestResults/client.xml" }]],
  },
});
