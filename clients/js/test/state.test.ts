/** Time and state of an organization. */

import { expect } from "vitest";

import { failure, test } from "./subject.js";

const LATER = "2999-01-01T00:00:00.000Z";

test("time stands still, jumps and passes again", async ({ organization }) => {
  const { clock } = organization;
  expect((await clock.freeze(LATER)).frozen).toBe(true);
  expect(await clock.now()).toEqual(new Date(LATER));
  await clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4 });
  expect((await clock.now()).toISOString()).toBe("2999-01-02T02:03:04.000Z");
  await clock.advance(56);
  expect((await clock.set(new Date("2999-02-01"))).now).toBe("2999-02-01T00:00:00Z");
  expect(await clock.speed(60)).toMatchObject({ speed: 60, frozen: true, fired: 0 });
  expect((await clock.unfreeze()).frozen).toBe(false);
  await clock.reset();
  expect((await clock.read()).organization_id).toBeNull();
});

test("time of one organization is not that of another, nor of all", async ({ sandbox, organization }) => {
  await organization.clock.freeze(LATER);
  expect((await sandbox.clock.now()).getTime()).toBeLessThan(new Date(LATER).getTime());
});

test("requests go on being let in wherever the clock is turned", async ({ organization }) => {
  await organization.clock.set(LATER);
  expect((await organization.fetch("/locations")).status).toBe(200);
  await organization.clock.reset();
  expect((await organization.fetch("/locations")).status).toBe(200);
});

test("a clock does not go back", async ({ organization }) => {
  expect(await failure(organization.clock.set("1999-01-01T00:00:00Z"))).toMatch(/^POST \/dev\/clock: 400 /);
});

test("a snapshot is restored as often as needed, until it is removed", async ({ organization }) => {
  const total = async (): Promise<unknown> =>
    ((await (await organization.fetch("/chargers")).json()) as { total: number }).total;
  await organization.createCharger();
  const snapshot = await organization.snapshot("seeded");
  expect(snapshot.name).toBe("seeded");
  expect(snapshot.records).toBeGreaterThan(0);
  for (const identity of ["A", "B"]) {
    await organization.createCharger({ identity });
    expect(await total()).toBe(2);
    await snapshot.restore();
    expect(await total()).toBe(1);
  }
  await snapshot.remove();
  await snapshot[Symbol.asyncDispose]();
  expect(await failure(snapshot.restore())).toMatch(/404/);
});
