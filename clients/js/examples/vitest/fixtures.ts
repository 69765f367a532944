/** Each test has an organization of its own, and the official client for it. */

import { OcpplabSDK } from "ocpplab";
import { type Organization, startSandbox } from "ocpplab-sandbox";
import { inject, test as base } from "vitest";

export const test = base.extend<{ organization: Organization; sdk: OcpplabSDK }>({
  // Vitest reads from the pattern which fixtures this one needs.
  organization: async ({}, use) => {
    const sandbox = await startSandbox({ url: inject("sandboxUrl") });
    const organization = await sandbox.organization();
    await use(organization);
    await organization.remove();
  },
  sdk: async ({ organization }, use) => use(organization.sdk(OcpplabSDK)),
});
