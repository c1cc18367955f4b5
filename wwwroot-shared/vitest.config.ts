import { defineConfig } from "vitest/config";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
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
