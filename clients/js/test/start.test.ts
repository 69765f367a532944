/** How a server is found and started, and what is said when it is not. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { type Sandbox, SandboxStartError, startSandbox } from "ocpplab-sandbox";
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from "vitest";

import { failure } from "./subject.js";

const URL_VARIABLE = "OCPPLAB_SANDBOX_URL";
interface Setting {
  name: string;
  value: unknown;
}

const NODE = process.execPath;

afterEach(() => {
  vi.unstubAllEnvs();
});

let own: Sandbox;

beforeAll(async () => {
  // What the environment says is for the sandbox that is taken, not for the one that is asked for.
  vi.stubEnv(URL_VARIABLE, inject("sandboxUrl"));
  vi.stubEnv("SANDBOX_COMMAND_SECONDS", "77");
  const settings = { provisioningSeconds: 3, strict: true, allowedHosts: ["sandbox", "*.internal"] };
  own = await startSandbox({ world: "empty", settings });
  vi.unstubAllEnvs();
});

afterAll(() => own.stop());

test("a server of one's own has the settings that it was given, and no others", async () => {
  const { settings } = (await (await own.fetch("/dev/settings")).json()) as { settings: Setting[] };
  expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toMatchObject({
    world: "empty",
    provisioning_seconds: 3,
    command_seconds: 0,
    strict: true,
    allowed_hosts: ["sandbox", "*.internal"],
  });
});

test("a server of one's own is started when more is asked for than any", () => {
  expect(own.url).not.toBe(inject("sandboxUrl"));
});

test("a server that runs is taken when it is named, and is not stopped", async () => {
  const url = inject("sandboxUrl");
  const named = await startSandbox({ url: `${url}/` });
  vi.stubEnv(URL_VARIABLE, url);
  const found = await startSandbox();
  await named.stop();
  expect([named.url, found.url]).toEqual([url, url]);
  expect((await found.fetch("/health")).status).toBe(200);
});

test("a command that is missing is named, with what to do", async () => {
  const message = await failure(startSandbox({ command: ["no-such-sandbox"] }));
  expect(message).toMatch(/^no-such-sandbox is not there.*pip install ocpplab-sandbox.*OCPPLAB_SANDBOX_URL/);
  vi.stubEnv("OCPPLAB_SANDBOX_COMMAND", "/no/such/sandbox --fast");
  expect(await failure(startSandbox())).toMatch(/^\/no\/such\/sandbox is not there/);
});

test("a machine without Python is told how to go on", async () => {
  vi.stubEnv("PATH", "/no/such/folder");
  vi.spyOn(process, "cwd").mockReturnValue("/");
  expect(await failure(startSandbox({ settings: {} }))).toMatch(
    /^ocpplab-sandbox is not there: install it with/,
  );
  vi.restoreAllMocks();
});

test("a server that does not start says why", async () => {
  const start = startSandbox({ settings: { journalSize: -1 } });
  await expect(start).rejects.toBeInstanceOf(SandboxStartError);
  expect(await failure(start)).toMatch(/ended with status 2:\nocpplab-sandbox: SANDBOX_JOURNAL_SIZE/);
});

test("an option or a setting that does not exist is refused", async () => {
  const wrong = [{ wrld: "demo" }, { settings: { sed: 7 } }, { settings: { dev: false } }, { colour: 1 }, null];
  const told = await Promise.all(wrong.map((options) => failure(startSandbox(options as object))));
  expect(told).toMatchInlineSnapshot(`
    [
      "startSandbox: unknown "wrld"; did you mean world?",
      "settings: unknown "sed"; did you mean seed?",
      "settings: dev cannot be set: the kit needs the control plane, which is on",
      "startSandbox: unknown "colour"; known: url, world, settings, command, startTimeout",
      "startSandbox: expected an object, got null",
    ]
  `);
});

test("a sandbox without a control plane is told from others", async () => {
  let detail = "";
  const bare = createServer((_, answer) => {
    answer.writeHead(404, { "Content-Type": "application/json" }).end(JSON.stringify({ detail }));
  });
  await once(bare.listen(0, "127.0.0.1"), "listening");
  const { port } = bare.address() as AddressInfo;
  for (detail of ["Not Found", "No route GET /dev/settings"]) {
    expect(await failure(startSandbox({ url: `http://127.0.0.1:${port}` }))).toMatch(
      /GET \/dev\/settings: 404 No.* \(it has no control plane: .*is SANDBOX_DEV on\?\)$/,
    );
  }
  bare.close();
});

test("a server that is silent is given up", async () => {
  const command = [NODE, "-e", "setInterval(() => {}, 1000)"];
  expect(await failure(startSandbox({ command, startTimeout: 0.1 }))).toMatch(
    /did not say within 0.1 s that it serves/,
  );
});

test("a Python without the package is told how to get it", async () => {
  const command = [NODE, "-e", "console.error(\"No module named 'sandbox'\"); process.exit(1)"];
  expect(await failure(startSandbox({ command }))).toMatch(/pip install ocpplab-sandbox/);
});

test("what answers but is no sandbox is not taken for one", async () => {
  expect(await failure(startSandbox({ url: "http://127.0.0.1:1" }))).toMatch(/^No sandbox answers at http/);
  const message = await failure(startSandbox({ url: `${inject("sandboxUrl")}/elsewhere` }));
  expect(message).toMatch(/404.*is SANDBOX_DEV on/);
});

test("a server is gone when it was stopped, which may be done twice", async () => {
  await own[Symbol.asyncDispose]();
  await own.stop();
  expect(await failure(own.fetch("/health"))).toMatch(/GET http.*ECONNREFUSED.*; the server has ended/);
});
