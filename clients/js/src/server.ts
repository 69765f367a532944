/** A server of one's own, in a process of its own. */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

import { HINT } from "./command.js";
import { SandboxStartError } from "./errors.js";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const KEEPER = fileURLToPath(new URL("./keeper.js", import.meta.url));
const BANNER = /OCPPLAB sandbox \S+ at (\S+)/;
/** Characters of what the server complains about that are kept. */
const KEPT = 8000;

/** A server that answers. */
export class Server {
  private complaints = "";
  private late = false;
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: Child) {
    this.ended = new Promise((resolve) => child.once("close", resolve));
    child.once("error", (error) => (this.complaints += error.message));
    // A pipe to what is gone already is no failure.
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaints = (this.complaints + text).slice(-KEPT);
    });
  }

  /**
   * Start a server, and return it with its base URL once it answers.
   *
   * @param timeout - seconds after which a server that is silent is given up
   */
  static async start(
    command: readonly string[],
    environment: NodeJS.ProcessEnv,
    timeout: number,
  ): Promise<{ server: Server; url: string }> {
    const child = spawn(process.execPath, [KEEPER, ...command], {
      env: environment,
      stdio: ["pipe", "pipe", "pipe"],
      // Ctrl-C is for the test run: it closes our end of the pipe when it is through.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const server = new Server(child);
    const url = await server.announced(timeout);
    if (url === undefined) {
      await server.stop();
      throw new SandboxStartError(server.failure(command, timeout));
    }
    server.letGo();
    return { server, url };
  }

  /** Stop it, and wait until it is gone. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.stdin.end();
    await this.ended;
  }

  /** Say why it does not answer any more. */
  whyGone(): string {
    return this.child.exitCode === null ? "" : `; the server has ended${this.said()}`;
  }

  /** Return the URL that the banner tells, or nothing when there is none in time. */
  private async announced(timeout: number): Promise<string | undefined> {
    const lines = createInterface({ input: this.child.stdout });
    const watchdog = setTimeout(() => {
      this.late = true;
      lines.close();
    }, timeout * 1000);
    try {
      for await (const line of lines) {
        const url = BANNER.exec(line)?.[1];
        if (url !== undefined) {
          return url;
        }
      }
      return undefined;
    } finally {
      clearTimeout(watchdog);
      lines.close();
      this.child.stdout.resume();
    }
  }

  /** Let this process end although the server runs: then it is stopped. */
  private letGo(): void {
    this.child.unref();
    for (const pipe of [this.child.stdin, this.child.stdout, this.child.stderr]) {
      (pipe as Socket).unref();
    }
  }

  private failure(command: readonly string[], timeout: number): string {
    const ended = `ended with status ${this.child.exitCode}`;
    const what = this.late ? `did not say within ${timeout} s that it serves` : ended;
    const missing = /No module named '?sandbox'?/.test(this.complaints) ? `\n${HINT}` : "";
    return `\`${command.join(" ")}\` ${what}${this.said()}${missing}`;
  }

  private said(): string {
    const text = this.complaints.trim();
    return text === "" ? "" : `:\n${text}`;
  }
}
