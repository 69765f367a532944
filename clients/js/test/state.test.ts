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

test("a span or a moment that makes no sense is refused", async ({ organization }) => {
  const { clock } = organization;
  const spans = ["1h", "60", Number.NaN, Infinity, undefined, null, {}, { hour: 1 }, { hours: "1" }, [60]];
  const told = await Promise.all(spans.map((span) => failure(clock.advance(span as number))));
  expect(told).toMatchInlineSnapshot(`
    [
      "advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got "1h"",
      "advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got "60"",
      "advance: expected a number, got NaN",
      "advance: expected a number, got Infinity",
      "advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got undefined",
      "advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got null",
      "advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got {}",
      "advance: unknown "hour"; did you mean hours?",
      "advance: hours: expected a number, got "1"",
      "advance: expected an object, got [60]",
    ]
  `);
  const moments = [undefined, 5, new Date("tomorrow")];
  for (const moment of moments) {
    expect(await failure(clock.set(moment as Date))).toMatch(/^expected a moment: .*Z"; got /);
  }
  expect(await failure(clock.freeze(null as unknown as Date))).toMatch(/got null$/);
  expect(await failure(clock.speed(Number.NaN))).toBe("speed: expected a number, got NaN");
  expect((await clock.read()).organization_id).toBeNull();
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
