/** The commands: each reaches a charger and does there what it says. */

import assert from "node:assert/strict";
import { test } from "node:test";

import type { OcpplabSDK, OcpplabSDKTypes } from "ocpplab";

import { type Outcome, records } from "./sandbox.js";
import { createLocation, deploy, frames, sdk } from "./subject.js";

type Commands = OcpplabSDK["ocpp"]["commands"];
type Target = OcpplabSDKTypes.CommandTarget;

interface Case {
  method: keyof Commands;
  before?: (commands: Commands, target: Target) => Promise<unknown>;
  send: (commands: Commands, target: Target) => Promise<OcpplabSDKTypes.OcppLocationCommandResponse>;
  queued: { event_type: string; payload: Record<string, unknown> };
  /** What the charger said last: an action, and some of its fields. */
  said?: [action: string, fields: Record<string, unknown>];
  /** What came of it, for a command that the charger says nothing about. */
  result?: Record<string, unknown>;
}

const connector = { connector_id: 1 };
const session = { id_tag: "TAG-1", connector_id: 1 };

const CASES: Case[] = [
  {
    method: "plugConnector",
    send: (commands, target) => commands.plugConnector({ target, payload: connector }),
    queued: { event_type: "plug_connector", payload: connector },
    said: ["StatusNotification", { connectorId: 1, status: "Preparing" }],
  },
  {
    method: "unplugConnector",
    before: (commands, target) => commands.plugConnector({ target }),
    send: (commands, target) => commands.unplugConnector({ target }),
    queued: { event_type: "unplug_connector", payload: {} },
    said: ["StatusNotification", { connectorId: 1, status: "Available" }],
  },
  {
    method: "startSession",
    send: (commands, target) => commands.startSession({ target, payload: session }),
    queued: { event_type: "start_session", payload: session },
    said: ["StatusNotification", { connectorId: 1, status: "Charging" }],
  },
  {
    method: "stopSession",
    before: (commands, target) => commands.startSession({ target, payload: session }),
    send: (commands, target) => commands.stopSession({ target }),
    queued: { event_type: "stop_session", payload: {} },
    said: ["StatusNotification", { connectorId: 1, status: "Available" }],
  },
  {
    method: "evStopsEnergy",
    before: (commands, target) => commands.startSession({ target, payload: session }),
    send: (commands, target) => commands.evStopsEnergy({ target, payload: connector }),
    queued: { event_type: "ev_stops_energy", payload: connector },
    said: ["StatusNotification", { connectorId: 1, status: "SuspendedEV" }],
  },
  {
    method: "evRequestsEnergy",
    before: async (commands, target) => {
      await commands.startSession({ target, payload: session });
      await commands.evStopsEnergy({ target });
    },
    send: (commands, target) => commands.evRequestsEnergy({ target }),
    queued: { event_type: "ev_requests_energy", payload: {} },
    said: ["StatusNotification", { connectorId: 1, status: "Charging" }],
  },
  {
    method: "powerUpdate",
    before: (commands, target) => commands.startSession({ target, payload: session }),
    send: (commands, target) => commands.powerUpdate({ target, payload: { power_w: 5000 } }),
    queued: { event_type: "power_update", payload: { power_w: 5000 } },
    result: { power_w: 5000 },
  },
  {
    method: "authorizeIdTag",
    send: (commands, target) => commands.authorizeIdTag({ target, payload: { id_tag: "TAG-1" } }),
    queued: { event_type: "authorize_id_tag", payload: { id_tag: "TAG-1" } },
    said: ["Authorize", { idTag: "TAG-1" }],
  },
  {
    method: "injectFault",
    send: (commands, target) =>
      commands.injectFault({ target, payload: { fault_type: "OverCurrent", ...connector } }),
    queued: { event_type: "inject_fault", payload: { fault_type: "OverCurrent", ...connector } },
    said: ["StatusNotification", { status: "Faulted", errorCode: "OverCurrentFailure" }],
  },
  {
    method: "clearFault",
    before: (commands, target) =>
      commands.injectFault({ target, payload: { fault_type: "OverCurrent", ...connector } }),
    send: (commands, target) => commands.clearFault({ target }),
    queued: { event_type: "clear_fault", payload: {} },
    said: ["StatusNotification", { status: "Available", errorCode: "NoError" }],
  },
  {
    method: "changeConfiguration",
    send: (commands, target) =>
      commands.changeConfiguration({ target, payload: { key: "HeartbeatInterval", value: "60" } }),
    queued: { event_type: "set_configuration", payload: { key: "HeartbeatInterval", value: "60" } },
    result: { HeartbeatInterval: "Accepted" },
  },
  {
    method: "resetCache",
    before: (commands, target) => commands.authorizeIdTag({ target, payload: { id_tag: "TAG-1" } }),
    send: (commands, target) => commands.resetCache({ target }),
    queued: { event_type: "reset_auth_cache", payload: {} },
    result: { cleared_entries: 1 },
  },
  {
    method: "sendLocalList",
    send: (commands, target) =>
      commands.sendLocalList({
        target,
        payload: { list_version: 1, update_type: "Full", entries: [{ id_tag: "TAG-1" }] },
      }),
    queued: {
      event_type: "send_local_list",
      payload: { list_version: 1, update_type: "Full", entries: [{ id_tag: "TAG-1" }] },
    },
    result: { status: "Accepted", list_version: 1, entries_received: 1 },
  },
  {
    method: "clearLocalList",
    before: (commands, target) =>
      commands.sendLocalList({
        target,
        payload: { list_version: 1, update_type: "Full", entries: [{ id_tag: "TAG-1" }] },
      }),
    send: (commands, target) => commands.clearLocalList({ target }),
    queued: { event_type: "clear_local_list", payload: {} },
    result: { entries_deleted: 1, list_version: 0 },
  },
  {
    method: "proxyMessage",
    send: (commands, target) => commands.proxyMessage({ target, payload: { action: "Heartbeat" } }),
    queued: { event_type: "Heartbeat", payload: { action: "Heartbeat", payload: {} } },
    said: ["Heartbeat", {}],
  },
];

for (const { method, before, send, queued, said, result } of CASES) {
  test(`${method} reaches the charger`, async () => {
    const { commands } = sdk.ocpp;
    const deployment = await deploy();
    const target = { deployment_id: deployment.id };
    await before?.(commands, target);
    const answer = await send(commands, target);
    const [first] = answer.results;
    assert.ok(first);
    assert.deepEqual([answer.targeted_count, answer.queued_count, answer.failed_count], [1, 1, 0]);
    assert.deepEqual(answer.failed, []);
    assert.equal(first.charger_id, deployment.id);
    assert.equal(first.identity, deployment.identity);
    assert.deepEqual(first.command, { id: first.command.id, ocpp_version: "ocpp1.6", ...queued });
    const outcome = (await records<Outcome>("commands", { charger_id: deployment.id })).at(-1);
    assert.equal(outcome?.id, first.command.id);
    assert.equal(outcome.status, "applied", outcome.reason ?? "");
    if (result) {
      assert.deepEqual(outcome.result, result);
    }
    if (said) {
      const [action, fields] = said;
      const told = (await frames(deployment.id)).find((frame) => frame.action === action);
      assert.ok(told);
      assert.deepEqual({ ...told.payload, ...fields }, told.payload);
    }
  });
}

test("a command finds its charger by identity too", async () => {
  const { identity, id } = await deploy();
  const answer = await sdk.ocpp.commands.plugConnector({ target: { identity } });
  assert.equal(answer.results[0]?.charger_id, id);
});

test("a command to a location reaches its chargers and names those that are not there", async () => {
  const location_id = await createLocation("Fan-out Hub", "HUB-1", "HUB-2");
  const all = await sdk.ocpp.commands.plugConnector({ target: { location_id } });
  assert.deepEqual(all.results.map((result) => result.identity).sort(), ["HUB-1", "HUB-2"]);
  const charger_ids = [all.results[0]?.charger_id ?? "", "dep-nowhere"];
  const some = await sdk.ocpp.commands.unplugConnector({ target: { location_id, charger_ids } });
  assert.deepEqual([some.targeted_count, some.queued_count, some.failed_count], [2, 1, 1]);
  assert.match(some.failed[0]?.error ?? "", /dep-nowhere/);
});
