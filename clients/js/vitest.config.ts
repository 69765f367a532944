import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: "build/vite",
  test: {
    maxWorkers: 2,
    projects: [
      "examples/vitest",
      {
        test: {
          name: "kit",
          isolate: false,
          include: ["test/*.test.ts"],
          globalSetup: "test/server.ts",
          testTimeout: 30_000,
        },
      },
    ],
  },
});
