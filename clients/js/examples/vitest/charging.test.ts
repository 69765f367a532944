/** What an application has to cope with: tests of one's own code look like these. */

import { OcpplabSDKError, OcpplabSDK } from "ocpplab";
import { describe, expect } from "vitest";

import { test } from "./fixtures.js";

const CHARGER = {
  brand_slug: "wallbox",
  model_slug: "wallbox-pulsar-plus",
  connector_type: "Type2",
  ws_url: "ws://127.0.0.1:9000/ocpp",
} as const;

describe("when the service is busy", () => {
  test("the client tries again after a 503", async ({ organization, sdk }) => {
    const busy = await organization.fault({ match: { path: "/ocpp/catalog" }, status: 503, times: 1 });
    expect((await sdk.ocpp.catalog.listBrands()).total).toBeGreaterThan(0);
    expect(await busy.hits()).toBe(1);
    const tries = await organization.requests.assertCalled({ path: "/ocpp/catalog" }, { times: 2 });
    expect(tries.map(({ status }) => status)).toEqual([503, 200]);
  });

  test("the client does not try again after a 409", async ({ organization, sdk }) => {
    await organization.fault({ match: { method: "POST" }, status: 409, detail: "Somebody else was faster" });
    const call = Promise.resolve(sdk.ocpp.deployment.create({ ...CHARGER, identity: "CP-1" }));
    await expect(call).rejects.toMatchObject({
      statusCode: 409,
      body: { detail: "Somebody else was faster" },
    });
    await organization.requests.assertCalled({ operation: "create_*", method: "POST" }, { times: 1 });
  });
});

describe("when the session ends", () => {
  test("the client gets a 401, and works again with a new token", async ({ organization }) => {
    let token = await organization.token();
    const sdk = organization.sdk(OcpplabSDK, { token: () => token });
    await organization.fault({ revoke_token: true, times: 1 });
    await expect(Promise.resolve(sdk.ocpp.catalog.listBrands())).rejects.toMatchObject({ statusCode: 401 });
    token = await organization.token();
    expect((await sdk.ocpp.catalog.listBrands()).total).toBeGreaterThan(0);
  });

  test("a token expires when its time is over", async ({ organization }) => {
    const token = await organization.token({ expiresIn: 600 });
    const sdk = organization.sdk(OcpplabSDK, { token });
    await sdk.ocpp.catalog.listBrands();
    await organization.clock.advance({ minutes: 11 });
    const error = await Promise.resolve(sdk.ocpp.catalog.listBrands()).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(OcpplabSDKError);
    expect(error).toMatchObject({ statusCode: 401, body: { detail: expect.stringContaining("expired") } });
  });
});

describe("when time passes", () => {
  test("a session that is to last an hour is over after one", async ({ organization, sdk }) => {
    const { identity } = await organization.createCharger();
    await organization.clock.freeze();
    await sdk.ocpp.commands.startSession({
      target: { identity },
      payload: { id_tag: "TAG-1", duration_seconds: 3600 },
    });
    const over = async (): Promise<boolean> => {
      const { data } = await sdk.ocpp.logs.list({ identity, page_size: 100 });
      return data.some(({ message }) => message?.includes("StopTransaction"));
    };
    await organization.clock.advance({ minutes: 59 });
    expect(await over()).toBe(false);
    await organization.clock.advance({ minutes: 1 });
    expect(await over()).toBe(true);
  });
});
