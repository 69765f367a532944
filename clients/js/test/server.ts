/** One sandbox for all tests of the kit. */

import { startSandbox } from "ocpplab-sandbox";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    sandboxUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbox = await startSandbox({ world: "empty", settings: { seed: 7 } });
  project.provide("sandboxUrl", sandbox.url);
  return () => sandbox.stop();
}
