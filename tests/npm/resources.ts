/** Health, catalog, deployments, locations, logs and runtime operations. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { OcpplabSDKError, OcpplabSDKTypes } from "ocpplab";

import { createLocation, deploy, failure, frames, MODEL, sdk, site } from "./subject.js";

test("health answers without a token", async () => {
  assert.deepEqual(await sdk.health.healthCheck(), { status: "ok" });
  assert.match(await sdk.health.landingPage(), /<title>OCPPLAB sandbox<\/title>/);
});

test("the catalog is read in pages", async () => {
  const brands = await sdk.ocpp.catalog.listBrands({ page: 2, limit: 3 });
  assert.deepEqual([brands.page, brands.limit, brands.data.length], [2, 3, 3]);
  assert.ok(brands.total > 3);
  const models = await sdk.ocpp.catalog.listModels({ brand_slug: "wallbox" });
  assert.ok(models.data.every((model) => model.brand_slug === "wallbox"));
  assert.equal(models.total, models.data.length);
});

test("a model says what it can do", async () => {
  const model = await sdk.ocpp.catalog.getModel(MODEL);
  assert.equal(model.name, "Pulsar Plus");
  assert.deepEqual([model.connector_count, model.current_type], [1, "ac"]);
  assert.deepEqual(model.connector_types, ["Type2"]);
  assert.deepEqual(model.supported_kwh, [7.4, 22]);
});

test("a deployment is ready at once and gone when it is deleted", async () => {
  const deployment = await sdk.ocpp.deployment.create({
    ...MODEL,
    identity: "CP-FULL",
    ocpp_version: "OCPP2.0.1",
    security_profile: 1,
    authorization_key: "0123456789abcdef",
    charge_point_name: "Bay A01",
  });
  assert.equal(deployment.id, deployment.deployment_id);
  assert.equal(deployment.identity, "CP-FULL");
  assert.equal(deployment.ocpp_version, "OCPP2.0.1");
  assert.equal(deployment.provisioning_state, "READY");
  assert.equal(await sdk.ocpp.deployment.delete({ deployment_id: deployment.id }), undefined);
  await failure(OcpplabSDKTypes.NotFoundError, sdk.ocpp.deployment.delete({ deployment_id: deployment.id }));
});

test("a location is accepted", async () => {
  const accepted = await sdk.ocpp.location.create(site("Accepted Hub", "ACCEPTED-1"));
  assert.equal(accepted.status, "accepted");
  assert.match(accepted.detail, /Accepted Hub/);
});

test("a location is deleted with its chargers", async () => {
  const location_id = await createLocation("Short-lived Hub", "SHORT-1");
  assert.equal(await sdk.ocpp.location.delete({ location_id }), undefined);
  const target = { identity: "SHORT-1" };
  assert.equal((await failure(OcpplabSDKError, sdk.ocpp.commands.plugConnector({ target }))).statusCode, 404);
});

test("the log is newest first, in pages, and has bounds", async () => {
  const { id: deployment_id } = await deploy();
  const log = await sdk.ocpp.logs.list({ deployment_id, page: 1, page_size: 2 });
  assert.deepEqual([log.data.length, log.limit, log.offset], [2, 2, 0]);
  assert.ok(log.total > 2);
  const [newest, older] = log.data;
  assert.ok(newest && older);
  assert.ok(Date.parse(newest.timestamp ?? "") >= Date.parse(older.timestamp ?? ""));
  const since = { deployment_id, date_start: "2020-01-01T00:00:00Z", date_end: "2100-01-01T00:00:00Z" };
  assert.equal((await sdk.ocpp.logs.list(since)).total, log.total);
});

test("the log of some actions is read", async () => {
  const { id: deployment_id } = await deploy();
  const action = ["BootNotification", "StartTransaction"] as OcpplabSDKTypes.ocpp.ListLogsRequestActionItem[];
  const boots = await sdk.ocpp.logs.list({ deployment_id, action });
  assert.deepEqual(
    boots.data.map((entry) => entry.action),
    ["BootNotification", "BootNotification"],
  );
});

test("the log of one charger is deleted", async () => {
  const { id: deployment_id, identity } = await deploy();
  assert.equal(await sdk.ocpp.logs.delete({ identity }), undefined);
  assert.deepEqual(await frames(deployment_id), []);
});

test("a deployment is stopped, restarted and deleted at once", async () => {
  const { id: deployment_id } = await deploy();
  for (const [action, runtime] of [
    ["stop", "stopped"],
    ["restart", "online"],
    ["delete", "deleted"],
  ] as const) {
    const done = await sdk.ocpp.runtime.operate({ action, deployment_id });
    assert.ok("results" in done);
    assert.deepEqual(
      [done.action, done.target_type, done.deployment_id],
      [action, "deployment", deployment_id],
    );
    assert.deepEqual([done.accepted_count, done.failed_count], [1, 0]);
    assert.equal(done.results[0]?.status, OcpplabSDKTypes.DeploymentRuntimeOpsResult.Status.Accepted);
    assert.equal(done.results[0]?.response?.["runtime"], runtime);
  }
});

test("a whole location is restarted in the background", async () => {
  const location_id = await createLocation("Restarted Hub", "RESTARTED-1");
  const accepted = await sdk.ocpp.runtime.operate({ action: "restart", location_id });
  assert.ok("detail" in accepted);
  assert.equal(accepted.status, "accepted");
});
