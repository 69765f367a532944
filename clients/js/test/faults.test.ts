/** Faults of an organization. */

import type { FaultRequest } from "ocpplab-sandbox";
import { expect } from "vitest";

import { failure, test } from "./subject.js";

test("a fault strikes whom it matches, as often as it was told", async ({ organization }) => {
  const fault = await organization.fault({
    name: "busy",
    match: { method: "get", path: "/locations" },
    after: 1,
    times: 1,
    status: 503,
    detail: "Come back later",
    retry_after: 2,
  });
  const statuses = [];
  for (let call = 0; call < 3; call += 1) {
    statuses.push((await organization.fetch("/locations")).status);
  }
  expect(statuses).toEqual([200, 503, 200]);
  expect([await fault.hits(), await fault.matches(), fault.last.spent]).toEqual([1, 3, true]);
  const struck = await organization.requests.last({ fault: "busy" });
  expect(struck?.answer_body).toEqual({ detail: "Come back later" });
  expect(struck?.answer_headers["retry-after"]).toBe("2");
});

test("a fault of one organization is none of another", async ({ sandbox, organization }) => {
  const other = await sandbox.organization();
  await other.fault({ status: 500 });
  expect((await organization.fetch("/locations")).status).toBe(200);
  await other.remove();
});

test("faults are listed in order and taken back", async ({ organization }) => {
  const first = await organization.fault({ name: "first", drop: "before" });
  await organization.fault({ name: "second", delay: { min: 0, max: 0.01 } });
  expect((await organization.faults.all()).map(({ name }) => name)).toEqual(["first", "second"]);
  await first.remove();
  await first[Symbol.asyncDispose]();
  expect((await organization.faults.all()).map(({ name }) => name)).toEqual(["second"]);
  await organization.faults.clear();
  expect(await organization.faults.all()).toEqual([]);
});

test("a fault that was removed still knows what it counted", async ({ organization }) => {
  const fault = await organization.fault({ status: 503, after: 1 });
  await organization.fetch("/locations");
  await organization.fetch("/locations");
  await fault[Symbol.asyncDispose]();
  await organization.fetch("/locations");
  expect([await fault.hits(), await fault.matches()]).toEqual([1, 2]);
});

test("a fault that was taken back with all others is not there", async ({ organization }) => {
  const fault = await organization.fault({ status: 503 });
  await organization.faults.clear();
  await fault.remove();
  expect(await failure(fault.hits())).toMatch(/404/);
});

test("a number that is none is refused, as it would be left out", async ({ organization }) => {
  expect(await failure(organization.fault({ status: 503, times: Number.NaN }))).toBe(
    "times: expected a number, got NaN",
  );
});

test("a connection that breaks is an error that names the request", async ({ organization }) => {
  const { id } = await organization.createCharger();
  await organization.fault({ drop: "after", match: { path: "/chargers/*" } });
  const call = organization.fetch(`/chargers/${id}`, { method: "DELETE" });
  expect(await failure(call)).toMatch(/^DELETE http.*\/chargers\/.*: /);
  await organization.faults.clear();
  expect(await (await organization.fetch("/chargers")).json()).toMatchObject({ total: 0 });
});

test("what is arranged is not hit by faults", async ({ organization }) => {
  const fault = await organization.fault({ status: 503 });
  await organization.command(await organization.createCharger(), "plug-connector");
  expect(await fault.matches()).toBe(0);
  await fault.remove();
  expect(await organization.requests.all()).toEqual([]);
});

test("after a token was revoked the next request has another one", async ({ organization }) => {
  await organization.fault({ revoke_token: true, times: 1 });
  expect((await organization.fetch("/locations")).status).toBe(401);
  expect((await organization.fetch("/locations")).status).toBe(200);
});

test("misfortunes come ready-made", async ({ organization }) => {
  const names = (await organization.faults.presets()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["sdk-retry", "charger-offline"]));
  const retry = await organization.preset("sdk-retry");
  expect(retry.faults.map(({ name }) => name)).toEqual(["sdk-retry"]);
  expect((await organization.fetch("/locations")).status).toBe(503);
  await retry.remove();
  await (await organization.preset("provisioning-failure"))[Symbol.asyncDispose]();
  const { id } = await organization.createCharger();
  expect((await organization.preset("charger-offline", { chargerId: id })).chargers).toEqual([id]);
  expect(await failure(organization.preset("slow-list", { chargerId: id }))).toMatch(/400 .*leave it out/);
});

test("a fault that makes no sense is refused by the compiler and by the server", async ({ organization }) => {
  // @ts-expect-error: nothing would happen
  expect(await failure(organization.fault({ match: { path: "/locations" } }))).toMatch(
    /422.*A fault needs one of/,
  );
  // @ts-expect-error: they exclude each other
  expect(await failure(organization.fault({ status: 503, drop: "before" }))).toMatch(
    /422.*exclude each other/,
  );
  // @ts-expect-error: a detail of what?
  expect(await failure(organization.fault({ delay: 1, detail: "late" }))).toMatch(/422.*needs a status/);
  // @ts-expect-error: there is no such field
  expect(await failure(organization.fault({ status: 503, match: { url: "/locations" } }))).toMatch(
    /422.*url/,
  );
  const good: FaultRequest[] = [
    { delay: { median: 0.1, sigma: 1 }, status: 500, headers: { "X-Why": "test" } },
    { rate_limit: { requests: 2, seconds: 60 } },
    { body: "garbled", bytes_per_second: 100, delay: 0.1 },
    { drop: "before", delay: 1, probability: 0.5, every: 2 },
  ];
  for (const fault of good) {
    await organization.fault(fault);
  }
  expect(await organization.faults.all()).toHaveLength(good.length);
});
