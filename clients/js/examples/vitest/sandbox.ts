/** One sandbox for the whole run, which Vitest starts before the first test and stops after the last. */

import { startSandbox } from "ocpplab-sandbox";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    sandboxUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbox = await startSandbox();
  project.provide("sandboxUrl", sandbox.url);
  return () => sandbox.stop();
}
