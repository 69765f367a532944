/** Commands to the charger that is named in the form; each is followed by a look at its log. */

import type { OcpplabSDK, OcpplabSDKTypes } from "ocpplab";

import { attempt } from "./attempts";
import { showLog } from "./log";
import { button, byId, field } from "./page";
import { current } from "./session";

type Commands = OcpplabSDK["ocpp"]["commands"];
type Target = OcpplabSDKTypes.CommandTarget;
type Send = (commands: Commands, target: Target) => PromiseLike<OcpplabSDKTypes.OcppLocationCommandResponse>;

const form = byId("command", HTMLFormElement);

const text = (name: string): string => field(form, name).value;
/** Return the number that was typed; what is none becomes null in JSON, and the API says what it thinks of that. */
const number = (name: string): number => Number.parseFloat(text(name));
const connector = (): OcpplabSDKTypes.ConnectorPayload => ({ connector_id: number("connector_id") });

const COMMANDS: Record<string, Send> = {
  "Plug in": (commands, target) => commands.plugConnector({ target, payload: connector() }),
  "Start session": (commands, target) =>
    commands.startSession({ target, payload: { id_tag: text("id_tag"), ...connector() } }),
  "EV stops energy": (commands, target) => commands.evStopsEnergy({ target, payload: connector() }),
  "EV requests energy": (commands, target) => commands.evRequestsEnergy({ target, payload: connector() }),
  "Set power": (commands, target) =>
    commands.powerUpdate({ target, payload: { power_w: number("power_w"), ...connector() } }),
  "Stop session": (commands, target) => commands.stopSession({ target, payload: connector() }),
  Unplug: (commands, target) => commands.unplugConnector({ target, payload: connector() }),
  "Inject fault": (commands, target) =>
    commands.injectFault({ target, payload: { fault_type: text("fault_type"), ...connector() } }),
  "Clear fault": (commands, target) => commands.clearFault({ target, payload: connector() }),
};

byId("commands", HTMLDivElement).append(
  ...Object.entries(COMMANDS).map(([label, send]) => button(label, () => void attempt(() => command(send)))),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
});

/** Name a charger in the form. */
export function aim(identity: string): void {
  field(form, "identity").value = identity;
}

async function command(send: Send): Promise<string> {
  const { results, failed } = await send(current().sdk.ocpp.commands, { identity: text("identity") });
  await showLog();
  return [
    ...results.map(
      ({ identity, command: { id, event_type } }) => `${event_type} is on its way to ${identity}: ${id}`,
    ),
    ...failed.map(({ identity, error }) => `${identity ?? "A charger"}: ${error}`),
  ].join(", ");
}
