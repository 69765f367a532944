/** No server outlives whoever started it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";

import { startSandbox } from "ocpplab-sandbox";
import { expect, test } from "vitest";

import { failure } from "./subject.js";

const LEAVING = fileURLToPath(new URL("leaving.js", import.meta.url));

/** Hold a connection, which the server closes when it ends. */
async function held(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  // A server that ends in a hurry may reset it, which is as good.
  return socket.on("error", () => {}).resume();
}

async function leaving(how: string): Promise<{ child: ChildProcess; url: string; socket: Socket }> {
  const child = spawn(process.execPath, [LEAVING, how], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  return { child, url, socket: await held(url) };
}

async function expectGone(url: string, socket: Socket): Promise<void> {
  if (!socket.closed) {
    await new Promise((resolve) => socket.once("close", resolve));
  }
  expect(await failure(fetch(`${url}/health`))).toBe("fetch failed");
}

test("a process that is killed takes its server along", async () => {
  const { child, url, socket } = await leaving("waits");
  child.kill("SIGKILL");
  await expectGone(url, socket);
});

test("a process that forgets to stop its server can end, and takes it along", async () => {
  const { child, url, socket } = await leaving("3");
  const ended = once(child, "exit");
  child.stdin?.end("go\n");
  expect(await ended).toEqual([3, null]);
  await expectGone(url, socket);
});

test("a wrapper is ended together with what it runs", async () => {
  const command = ["sh", "-c", '"$@" & wait', "sh", "ocpplab-sandbox"];
  const sandbox = await startSandbox({ command, world: "empty" });
  const socket = await held(sandbox.url);
  await sandbox.stop();
  await expectGone(sandbox.url, socket);
});
