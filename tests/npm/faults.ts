/** How the SDK takes what goes wrong: how often it tries again, and what it raises in the end. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { OcpplabSDK } from "ocpplab";

import { ask, createOrganization, token, url } from "./sandbox.js";

/** What goes wrong, and how the SDK takes it: its attempts, and the status or the name of what it raises. */
type Story = [order: string | object, attempts: number, raised?: number | string, seconds?: number];

const STORIES: Record<string, Story> = {
  "two 503": ["sdk-retry", 3],
  "503 always": [{ status: 503 }, 3, 503],
  "500 once": [{ status: 500, times: 1 }, 2],
  "one 409": ["conflict-retry", 1, 409],
  "408 once": [{ status: 408, times: 1 }, 2],
  "429 with Retry-After": [{ status: 429, retry_after: 1, times: 1 }, 2],
  "401": [{ status: 401 }, 1, 401],
  "403": [{ status: 403 }, 1, 403],
  "404": [{ status: 404 }, 1, 404],
  "422": [{ status: 422 }, 1, 422],
  "dropped before": [{ drop: "before" }, 1, "OcpplabSDKError"],
  "dropped after": [{ drop: "after" }, 1, "OcpplabSDKError"],
  truncated: [{ body: "truncated" }, 1, "OcpplabSDKError"],
  // What cannot be parsed is handed on as if it were an answer.
  garbled: [{ body: "garbled" }, 1],
  throttled: [{ bytes_per_second: 5000 }, 1],
  slow: [{ delay: { min: 0.01, max: 0.02 } }, 1],
  "too slow": [{ delay: 1 }, 1, "OcpplabSDKError", 0.3],
};

test("each fault is taken as in production", { concurrency: true }, async (context) => {
  const told = Object.entries(STORIES).map(([name, story]) => context.test(name, () => live(name, story)));
  await Promise.all(told);
});

/** Live through a story in an organization of its own. */
async function live(name: string, [order, attempts, raised, seconds = 5]: Story): Promise<void> {
  const organization_id = await createOrganization(name);
  await wrong(order, organization_id);
  const sdk = new OcpplabSDK({ environment: url, token: await token({ organization_id }) });
  // The SDK lets its time limit run on when a connection is lost, and Node waits for it.
  const options = { timeoutInSeconds: seconds };
  assert.equal(await outcome(() => sdk.ocpp.catalog.listBrands({ limit: 2 }, options)), raised);
  const query = new URLSearchParams({ organization_id, count: String(attempts), timeout: "30" });
  const came = await ask<{ count: number }>(`/dev/requests/wait?${query.toString()}`);
  assert.equal(came.count, attempts);
}

/** Let something go wrong for an organization. */
async function wrong(order: string | object, organization_id: string): Promise<void> {
  const [path, body] =
    typeof order === "string"
      ? [`/dev/faults/presets/${order}`, { organization_id }]
      : ["/dev/faults", { ...order, match: { organization_id } }];
  await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Return the status or the name of what a call raises. */
async function outcome(call: () => PromiseLike<unknown>): Promise<number | string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const { statusCode, name } = error as Error & { statusCode?: number };
    return statusCode ?? name;
  }
}
