/** The built app, served on a free port, and the sandbox that it talks to. */

import { test as base } from "@playwright/test";
import { preview } from "vite";

export const SANDBOX = process.env["VITE_SANDBOX_URL"] ?? "http://127.0.0.1:8000";

export const test = base.extend<object, { app: string }>({
  app: [
    // Playwright reads from the pattern which fixtures this one needs.
    async ({}, use) => {
      const server = await preview({ preview: { host: "127.0.0.1", port: 0 } });
      await use(server.resolvedUrls?.local[0] ?? "");
      await server.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ app }, use) => use(app),
});
