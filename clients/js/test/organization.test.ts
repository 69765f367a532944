/** What an organization of one's own gives. */

import { OcpplabSDK, OcpplabSDKError } from "ocpplab";
import { SandboxRequestError } from "ocpplab-sandbox";
import { expect } from "vitest";

import { failure, test } from "./subject.js";

interface Listed {
  total: number;
}

test("organizations cannot see each other", async ({ sandbox, organization }) => {
  await organization.createLocation();
  const other = await sandbox.organization("other");
  const [mine, theirs] = await Promise.all([organization, other].map((one) => one.fetch("/locations")));
  expect(((await mine?.json()) as Listed).total).toBe(1);
  expect(((await theirs?.json()) as Listed).total).toBe(0);
  await other.remove();
});

test("what is created has defaults, which may be replaced", async ({ organization }) => {
  const location = await organization.createLocation({ name: "Quay" });
  const first = await organization.createCharger({ location_id: location.id });
  const second = await organization.createCharger();
  const third = await organization.createCharger({ identity: "BAY-1" });
  expect(location.slug).toMatch(/^quay-/);
  expect([first.identity, second.identity, third.identity]).toEqual(["KIT-0002", "KIT-0003", "BAY-1"]);
  expect(first["location_id"]).toBe(location.id);
  expect(await organization.requests.count()).toBe(0);
});

test("what cannot be created says why", async ({ organization }) => {
  const call = organization.createCharger({ ws_url: "http://127.0.0.1", model_slug: "" });
  const error = await call.catch((refused: unknown) => refused as SandboxRequestError);
  expect(error).toBeInstanceOf(SandboxRequestError);
  expect(error).toMatchObject({ status: 422, request: "POST /chargers" });
  expect(await failure(organization.createCharger({ ws_url: 5 }))).toMatch(/^POST \/chargers: 422 ws_url: /);
});

test("tokens have a role, a time to live and defects", async ({ organization }) => {
  const ask = async (token: string, headers = {}): Promise<number> =>
    (await organization.fetch("/locations", { headers: { Authorization: `Bearer ${token}`, ...headers } }))
      .status;
  expect(await ask(await organization.token())).toBe(200);
  expect(await ask(await organization.token({ defect: "expired" }))).toBe(401);
  const admin = await organization.adminToken({ expiresIn: 60 });
  expect(await ask(admin)).toBe(403);
  expect(await ask(admin, { "X-Organization-Id": organization.organizationId })).toBe(200);
});

test("creations in the background can be told to fail", async ({ organization }) => {
  await organization.failNext({ kind: "charger", code: "capacity_exceeded", message: "Full" });
  const call = await organization.fetch("/ocpp/chargers", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      identity: "CP-1",
      brand_slug: "wallbox",
      model_slug: "wallbox-pulsar-plus",
      connector_type: "Type2",
      ws_url: "ws://127.0.0.1:9000/ocpp",
    }),
  });
  const { status_url } = (await call.json()) as { status_url: string };
  const answer = await organization.fetch(new URL(status_url, organization.url).pathname);
  expect(await answer.json()).toMatchObject({ status: "FAILED", error: { code: "capacity_exceeded" } });
});

test("the official client works, with options and a token of one's own", async ({ organization }) => {
  expect((await organization.sdk(OcpplabSDK).ocpp.catalog.listBrands()).total).toBeGreaterThan(0);
  const token = await organization.token({ defect: "revoked" });
  const refused = organization.sdk(OcpplabSDK, { token, maxRetries: 0 }).ocpp.catalog.listBrands();
  await expect(Promise.resolve(refused)).rejects.toBeInstanceOf(OcpplabSDKError);
  const seen = await organization.requests.assertCalled({ sdk: "javascript/1.1.0", path: "/ocpp/catalog" });
  expect(seen.map(({ status }) => status)).toEqual([200, 401]);
});

test("the official client may be that of an admin, who acts for the organization", async ({
  organization,
}) => {
  const { identity } = await organization.createCharger();
  const log = await organization.sdk(OcpplabSDK, { role: "admin" }).ocpp.logs.list({ identity });
  expect(log.data.length).toBeGreaterThan(0);
  await organization.requests.assertCalled({ role: "admin", path: "/ocpp/logs" }, { times: 1 });
});

test("a charger is told something", async ({ organization }) => {
  const charger = await organization.createCharger();
  await organization.command(charger, "start-session", { id_tag: "TAG-1" });
  expect(await failure(organization.command(charger.id, "fly"))).toMatch(/^POST .*\/fly: 404/);
});

test("a fault is brought about at one connector and cleared", async ({ organization }) => {
  const charger = await organization.createCharger();
  const told = { fault_type: "GroundFault", connector_id: 1 };
  expect(await organization.command(charger, "inject-fault", told)).toMatchObject({ connector_id: 1 });
  const cleared = await organization.command(charger, "clear-fault", { connector_id: 1 });
  expect(cleared).toMatchObject({ connector_id: 1, status: "Available" });
});

test("a field that the API does not know is not ignored", async ({ organization }) => {
  expect(await failure(organization.createCharger({ identiy: "CP-1" }))).toBe(
    "POST /chargers: unknown body field 'identiy' ignored (did you mean identity?)",
  );
  expect(await failure(organization.createLocation({ citty: "Lyon" }))).toMatch(/'citty'.*city/);
  const charger = await organization.createCharger();
  const command = organization.command(charger, "start-session", { id_tag: "TAG-1", conector_id: 1 });
  expect(await failure(command)).toMatch(/'conector_id'.*connector_id/);
  expect(await failure(organization.token({ rol: "admin" } as { role?: "admin" }))).toMatch(/mean role/);
});

test("a session may be told when to end", async ({ organization }) => {
  const charger = await organization.createCharger();
  const wanted = { id_tag: "TAG-1", duration_seconds: 60, target_energy_kwh: 5 };
  expect(await organization.command(charger, "start-session", wanted)).toMatchObject({});
  const wrong = { id_tag: "TAG-1", duration_seconds: 60, conector_id: 1 };
  expect(await failure(organization.command(charger, "start-session", wrong))).toMatch(/'event.conector_id'/);
});

test("an organization that was removed is gone, with its faults", async ({ sandbox, organization }) => {
  await organization.fault({ status: 503 });
  const token = await organization.token();
  await organization.remove();
  await organization[Symbol.asyncDispose]();
  const headers = { Authorization: `Bearer ${token}` };
  expect((await sandbox.fetch("/locations", { headers })).status).toBe(403);
  expect(await organization.faults.all()).toEqual([]);
});

test("a reset brings back how the organization began", async ({ organization }) => {
  await organization.createCharger();
  await organization.reset();
  expect(await (await organization.fetch("/chargers")).json()).toMatchObject({ total: 0 });
});
