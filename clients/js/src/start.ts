/** From nothing to a sandbox that answers. */

import { findCommand } from "./command.js";
import { SandboxError, SandboxStartError } from "./errors.js";
import { ControlPlane } from "./http.js";
import { checked } from "./names.js";
import { Sandbox } from "./sandbox.js";
import { Server } from "./server.js";
import { environment, type Settings } from "./settings.js";

/** A server to start. */
export interface OwnServer {
  /** World to open: `default`, `empty`, `demo` or a file. */
  world?: string;
  settings?: Settings;
  /** The words before `serve`; found by itself when left out. */
  command?: readonly string[];
  /** Seconds after which a server that is silent is given up. */
  startTimeout?: number;
  url?: never;
}

/** A server that runs already. */
export interface RunningServer {
  url: string;
  world?: never;
  settings?: never;
  command?: never;
  startTimeout?: never;
}

export type SandboxOptions = OwnServer | RunningServer;

const OPTIONS = ["url", "world", "settings", "command", "startTimeout"] satisfies (keyof SandboxOptions)[];

/**
 * Start a sandbox on a free port, and return it once it answers; or take one that runs: that of `url`, or
 * that of OCPPLAB_SANDBOX_URL when neither a world nor settings nor a command are asked for.
 *
 * @throws SandboxError - there is no such option or setting
 * @throws SandboxStartError - it cannot be found, does not start, or does not answer
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checked("startSandbox", options, OPTIONS);
  const running = options.url ?? (asksForItsOwn(options) ? undefined : process.env["OCPPLAB_SANDBOX_URL"]);
  return running === undefined || running === "" ? start(options) : connect(running);
}

async function start({
  world,
  settings = {},
  command,
  startTimeout = 30,
}: OwnServer | RunningServer): Promise<Sandbox> {
  const words = [...findCommand(command), "serve", "--port", "0"];
  const { server, url } = await Server.start(words, environment(settings, world), startTimeout);
  return new Sandbox(new ControlPlane(url, () => server.whyGone()), () => server.stop());
}

async function connect(url: string): Promise<Sandbox> {
  const plane = new ControlPlane(url.replace(/\/+$/, ""));
  await plane.get("/dev/settings").catch((error: unknown) => {
    throw new SandboxStartError(`No sandbox answers at ${plane.url}: ${reason(error)}`, { cause: error });
  });
  return new Sandbox(plane, async () => {});
}

function asksForItsOwn({ world, settings, command }: SandboxOptions): boolean {
  return world !== undefined || settings !== undefined || command !== undefined;
}

function reason(error: unknown): string {
  return error instanceof SandboxError || error instanceof SyntaxError ? error.message : String(error);
}
