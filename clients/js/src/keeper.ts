/**
 * Runs a server for as long as somebody holds the other end of standard input: `node keeper.js COMMAND...`.
 *
 * A process that dies closes its pipes, however it dies. A test run that was killed can stop nothing any
 * more, so this process does it.
 */

import { spawn } from "node:child_process";

/** Milliseconds after which requests under way are not waited for: a fault may delay one for minutes. */
const PATIENCE = 500;
/** Milliseconds after which it is killed. */
const GRACE = 8000;
const GROUPS = process.platform !== "win32";

const [command = "", ...args] = process.argv.slice(2);

// In a group of its own, so that Ctrl-C does not end it before the tests are through with it,
// and so that whatever a wrapper such as `uv run` starts is ended as well.
const server = spawn(command, args, {
  stdio: ["ignore", "inherit", "inherit"],
  detached: GROUPS,
  windowsHide: true,
});

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
server.on("exit", (code, signal) => {
  end("SIGKILL");
  process.exit(code ?? (signal === "SIGTERM" ? 0 : 1));
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, stop);
}
process.stdin.on("close", stop);
process.stdin.resume();

function stop(): void {
  end("SIGTERM");
  // The second signal is what uvicorn takes for "now".
  setTimeout(() => end("SIGINT"), PATIENCE).unref();
  setTimeout(() => end("SIGKILL"), GRACE).unref();
}

function end(signal: NodeJS.Signals): void {
  try {
    if (GROUPS && server.pid !== undefined) {
      process.kill(-server.pid, signal);
    } else {
      server.kill(signal);
    }
  } catch {
    // Nobody is left.
  }
}
