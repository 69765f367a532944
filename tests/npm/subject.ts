/** The SDK under test, in an organization of its own, and what the tests do with it again and again. */

import assert from "node:assert/strict";

import { OcpplabSDKError, type OcpplabSDKTypes } from "ocpplab";

import { recorded } from "./recording.js";
import { connect, createOrganization, records } from "./sandbox.js";

interface Frame {
  action: string;
  payload: Record<string, unknown>;
}

export const MODEL = {
  brand_slug: "wallbox",
  model_slug: "wallbox-pulsar-plus",
  connector_type: "Type2",
  ws_url: "ws://127.0.0.1:9000/ocpp",
} as const;

export const called = new Set<string>();
export const organization_id = await createOrganization("Node");
export const client = await connect({ organization_id });
export const sdk = recorded(client, called);

let deployed = 0;

/** Deploy a charger of one connector, free and connected, that speaks OCPP 1.6. */
export async function deploy(): Promise<OcpplabSDKTypes.OcppVirtualDeploymentResponse> {
  deployed += 1;
  return sdk.ocpp.deployment.create({ ...MODEL, identity: `CP-${deployed}` });
}

/** Create a location with chargers, and return its id: the answer of the API does not tell it. */
export async function createLocation(name: string, ...identities: string[]): Promise<string> {
  await sdk.ocpp.location.create(site(name, ...identities));
  const locations = await records<{ id: string; name: string }>("locations", { organization_id });
  return locations.find((location) => location.name === name)?.id ?? assert.fail(`no location ${name}`);
}

/** Return the body of a location with chargers. */
export function site(
  name: string,
  ...identities: string[]
): OcpplabSDKTypes.ocpp.OcppVirtualDeploymentLocationRequest {
  return {
    name,
    address: "1 Quay Street",
    city: "Paris",
    country: "FR",
    coordinates: { lat: 48.8925, lng: 2.2361 },
    timezone: "Europe/Paris",
    chargers: identities.map((identity) => ({ ...MODEL, identity })),
  };
}

/** Return the requests that a charger has sent, the newest first. */
export async function frames(deployment_id: string): Promise<Frame[]> {
  const log = await sdk.ocpp.logs.list({ deployment_id, page_size: 500 });
  return log.data
    .filter((entry) => entry.direction === "cp_to_csms")
    .map((entry) => JSON.parse(entry.message ?? "[]") as unknown[])
    .filter((frame) => frame[0] === 2)
    .map((frame) => ({ action: frame[2] as string, payload: frame[3] as Record<string, unknown> }));
}

/** Return the error that a call fails with, which must be of that class. */
export async function failure<T extends OcpplabSDKError>(
  // The constructors differ: all that is asked of the class is `instanceof`.
  kind: abstract new (...args: never[]) => T,
  call: PromiseLike<unknown>,
): Promise<T> {
  const error: unknown = await Promise.resolve(call).then(
    () => assert.fail("the call did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof kind, `${String(error)} is no ${kind.name}`);
  assert.equal(error.constructor, kind);
  return error;
}

/** Return where the problems are that a 422 names. */
export function places(error: OcpplabSDKTypes.UnprocessableEntityError): string[] {
  const { detail } = error.body as OcpplabSDKTypes.HttpValidationError;
  return (detail ?? []).map((problem) => problem.loc.join("."));
}
