/** An organization of its own for each test of the kit. */

import { type Organization, type Sandbox, startSandbox } from "ocpplab-sandbox";
import { inject, test as base } from "vitest";

export const test = base.extend<{ sandbox: Sandbox; organization: Organization }>({
  sandbox: async ({}, use) => use(await startSandbox({ url: inject("sandboxUrl") })),
  organization: async ({ sandbox }, use) => {
    const organization = await sandbox.organization();
    await use(organization);
    await organization.remove();
  },
});

/** Return the message of the error that a call must fail with. */
export async function failure(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => Promise.reject(new Error("the call did not fail")),
    (error: unknown) => (error as Error).message,
  );
}
