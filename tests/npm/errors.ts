/** The errors: each status is raised as the class that the SDK has for it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { OcpplabSDKError, OcpplabSDKTypes } from "ocpplab";

import { connect } from "./sandbox.js";
import { failure, MODEL, organization_id, places, sdk } from "./subject.js";

const FOREIGN_DEPLOYMENT = "dep-sierra-001";
const UNKNOWN_LOCATION = "00000000-0000-4000-8000-000000000000";

test("a deployment of another organization is not found", async () => {
  const deployment_id = FOREIGN_DEPLOYMENT;
  const error = await failure(OcpplabSDKTypes.NotFoundError, sdk.ocpp.deployment.delete({ deployment_id }));
  assert.equal(error.statusCode, 404);
  assert.deepEqual(error.body, { detail: `Charger ${deployment_id} not found` });
});

test("a status that an operation does not declare is the error of all errors", async () => {
  const { commands } = sdk.ocpp;
  const error = await failure(
    OcpplabSDKError,
    commands.resetCache({ target: { deployment_id: FOREIGN_DEPLOYMENT } }),
  );
  assert.equal(error.statusCode, 404);
});

test("an unknown brand, model or location is not found", async () => {
  const { catalog, location } = sdk.ocpp;
  await failure(OcpplabSDKTypes.NotFoundError, catalog.listModels({ brand_slug: "acme" }));
  await failure(
    OcpplabSDKTypes.NotFoundError,
    catalog.getModel({ brand_slug: "wallbox", model_slug: "acme" }),
  );
  await failure(OcpplabSDKTypes.NotFoundError, location.delete({ location_id: UNKNOWN_LOCATION }));
});

test("a body is refused with the place of every problem", async () => {
  const body = { ...MODEL, identity: "", ws_url: "http://127.0.0.1/ocpp" };
  const error = await failure(OcpplabSDKTypes.UnprocessableEntityError, sdk.ocpp.deployment.create(body));
  assert.equal(error.statusCode, 422);
  assert.deepEqual(places(error).sort(), ["body.identity", "body.ws_url"]);
});

test("a command to nobody is refused", async () => {
  const call = sdk.ocpp.commands.plugConnector({ target: {} });
  assert.deepEqual(places(await failure(OcpplabSDKTypes.UnprocessableEntityError, call)), ["body.target"]);
});

test("a request that makes no sense is a bad request", async () => {
  const error = await failure(OcpplabSDKTypes.BadRequestError, sdk.ocpp.logs.delete());
  assert.match((error.body as OcpplabSDKTypes.HttpErrorResponse).detail, /deployment_id or identity/);
});

for (const [defect, status] of [
  ["expired", 401],
  ["unknown_role", 403],
] as const) {
  test(`a token that is ${defect} gives ${status}, which no operation declares`, async () => {
    const refused = await connect({ organization_id, defect });
    const error = await failure(OcpplabSDKError, refused.ocpp.catalog.listBrands());
    assert.equal(error.statusCode, status);
    assert.equal(typeof (error.body as OcpplabSDKTypes.HttpErrorResponse).detail, "string");
  });
}
