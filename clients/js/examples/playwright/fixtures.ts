/** One sandbox for each worker, an organization for each test, and a page that knows both. */

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { test as base } from "@playwright/test";
import { type Organization, type Sandbox, startSandbox } from "ocpplab-sandbox";

interface ForTest {
  organization: Organization;
}

interface ForWorker {
  sandbox: Sandbox;
  app: string;
}

export const test = base.extend<ForTest, ForWorker>({
  sandbox: [
    // Playwright reads from the pattern which fixtures this one needs.
    async ({}, use) => {
      const sandbox = await startSandbox();
      await use(sandbox);
      await sandbox.stop();
    },
    { scope: "worker" },
  ],
  app: [
    async ({}, use) => {
      const html = await readFile(new URL("page.html", import.meta.url));
      const server = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(html));
      await once(server.listen(0, "127.0.0.1"), "listening");
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: "worker" },
  ],
  organization: async ({ sandbox }, use) => {
    const organization = await sandbox.organization();
    await use(organization);
    await organization.remove();
  },
  page: async ({ page, app, organization }, use) => {
    const api = { url: organization.url, token: await organization.token() };
    await page.addInitScript((given) => Object.assign(window, { api: given }), api);
    page.goto = (
      (goto) => (path, options) =>
        goto(new URL(path, app).href, options)
    )(page.goto.bind(page));
    await use(page);
  },
});
