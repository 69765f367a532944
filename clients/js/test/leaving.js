/** A process that starts a sandbox and leaves without stopping it, at once or when it is killed. */

import { startSandbox } from "ocpplab-sandbox";

const sandbox = await startSandbox({ world: "empty" });
process.stdout.write(`${sandbox.url}\n`);
if (process.argv[2] === "waits") {
  setInterval(() => {}, 1000);
} else {
  process.stdin.once("data", () => process.exit(Number(process.argv[2])));
}
