/** The journal of an organization. */

import { AssertionError } from "node:assert";

import type { Organization } from "ocpplab-sandbox";
import { expect } from "vitest";

import { failure, test } from "./subject.js";

function post(organization: Organization, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return organization.fetch("/chargers", { method: "POST", headers, body: JSON.stringify(body) });
}

test("requests are found by pattern", async ({ organization }) => {
  await post(organization, { identity: "5" });
  await post(organization, { identity: "CP-6" });
  await organization.fetch("/chargers?page=1&limit=7", { headers: { "X-Test": "a b" } });
  await organization.fetch("/chargers/nobody");
  const { requests } = organization;
  expect(await requests.count()).toBe(4);
  expect(await requests.count({ body: { identity: "5" } })).toBe(1);
  expect(await requests.count({ body: { identity: 5 } })).toBe(0);
  expect(await requests.count({ query: { limit: "7" }, headers: { "x-test": "a *" } })).toBe(1);
  expect(await requests.count({ path: "/chargers/{id}", status: 404 })).toBe(1);
  expect(await requests.count({ status: "4xx", role: "user" })).toBe(3);
  expect((await requests.all({ method: "POST" })).map(({ status }) => status)).toEqual([422, 422]);
});

test("requests are read from where one was", async ({ organization }) => {
  await organization.fetch("/locations");
  const before = await organization.requests.last();
  await organization.fetch("/chargers");
  await organization.fetch("/locations");
  const after = await organization.requests.all({}, { after: before?.id ?? "" });
  expect(after.map(({ path }) => path)).toEqual(["/chargers", "/locations"]);
  expect(await organization.requests.all({}, { limit: 1 })).toEqual(after.slice(1));
  expect(await organization.requests.get(after[0]?.id ?? "")).toEqual(after[0]);
});

test("a request is waited for", async ({ organization }) => {
  const waiting = organization.requests.wait({ path: "/locations" }, { count: 2 });
  await organization.fetch("/locations");
  await organization.fetch("/locations");
  expect(await waiting).toHaveLength(2);
});

test("waiting may take longer than the server waits at once", async ({ organization }) => {
  await organization.fetch("/locations");
  expect(await organization.requests.wait({ path: "/locations" }, { timeout: 3600 })).toHaveLength(1);
});

test("a request that does not come says what came", async ({ organization }) => {
  await organization.fetch("/locations?page=1");
  const waiting = organization.requests.wait({ path: "/locations" }, { count: 2, timeout: 0.01 });
  await expect(waiting).rejects.toBeInstanceOf(AssertionError);
  expect(await failure(waiting)).toMatch(/^1 of 2 requests came in 0.01 s that fit {"path":"\/locations"}/);
});

test("an assertion returns the requests, or says what came instead", async ({ organization }) => {
  const { requests } = organization;
  expect(await failure(requests.assertCalled({}))).toMatch(
    /no request of this organization is in the journal/,
  );
  await organization.fault({ status: 503, name: "busy", match: { path: "/locations" } });
  await organization.fetch("/locations?page=2");
  await post(organization, { identity: "CP-0001" });
  expect(await requests.assertCalled({ path: "/chargers" }, { times: 1 })).toHaveLength(1);
  await requests.assertNotCalled({ method: "DELETE" });
  const pattern = { method: "POST", path: "/chargers", body: { identity: "CP-2" }, role: "user" } as const;
  const message = await failure(requests.assertCalled(pattern));
  expect(message.replace(/#\d+/g, "#")).toMatchInlineSnapshot(`
    "expected at least 1 request that fit {"method":"POST","path":"/chargers","body":{"identity":"CP-2"},"role":"user"}, 0 came
      nearest:
        # POST /chargers -> 422  (body identity: CP-0001)
        # GET /locations?page=2 -> 503 by fault busy  (method: GET, path: /locations, body identity: none)"
  `);
  const times = await failure(requests.assertCalled({ path: "/chargers" }, { times: 2 }));
  expect(times).toMatch(/^expected 2 requests that fit .*, 1 came/);
  const unwanted = await failure(requests.assertNotCalled({ status: 503 }));
  expect(unwanted).toMatch(/^expected no request that fits {"status":503}, 1 came\n {2}#\d+ GET \/locations/);
});

test("options that do not exist are refused", async ({ organization }) => {
  const { requests } = organization;
  const times = { tmes: 0 } as { times?: number };
  expect(await failure(requests.assertCalled({}, times))).toBe(
    'assertCalled: unknown "tmes"; did you mean times?',
  );
  expect(await failure(requests.wait({}, { tries: 2 } as { count?: number }))).toBe(
    'wait: unknown "tries"; known: count, timeout',
  );
});

test("requests are forgotten and archived", async ({ organization }) => {
  await organization.fetch("/locations");
  await organization.fetch("/chargers");
  await organization.requests.clear({ path: "/locations" });
  const { log } = await organization.requests.har();
  expect(log.version).toBe("1.2");
  expect(log.entries).toHaveLength(1);
});

test("the requests of all organizations are seen from outside", async ({ sandbox, organization }) => {
  await organization.fetch("/locations", { headers: { "X-Test": "outside" } });
  const [entry] = await sandbox.requests.assertCalled({ headers: { "X-Test": "outside" } });
  expect(entry?.scheme).toBe("http");
  expect(entry?.organization_id).toBe(organization.organizationId);
});

test("a request is explained", async ({ organization }) => {
  const refused = await organization.fetch("/chargers/nobody");
  const id = refused.headers.get("X-Sandbox-Request-Id") ?? "";
  const explanation = await organization.requests.explain(id);
  expect(explanation).toMatchObject({ id, status: 404, check: "object" });
  expect(await organization.requests.explain(await organization.requests.get(id))).toEqual(explanation);
  expect(await organization.requests.explain(refused)).toEqual(explanation);
});
