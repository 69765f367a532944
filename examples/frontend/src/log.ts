/** The OCPP log of the charger that is named in the command form. */

import type { OcpplabSDKTypes } from "ocpplab";

import { attempt } from "./attempts";
import { byId, field, fillTable, make } from "./page";
import { current } from "./session";

const ARROWS: Record<string, string> = { cp_to_csms: "charger → CSMS", csms_to_cp: "CSMS → charger" };

const command = byId("command", HTMLFormElement);
const size = byId("log-size", HTMLParagraphElement);
const log = byId("log", HTMLTableElement);

byId("refresh", HTMLButtonElement).addEventListener("click", () => void attempt(showLog));

/** Show the newest frames of the charger, or of all chargers if none is named. */
export async function showLog(): Promise<void> {
  const identity = field(command, "identity").value;
  const { data, total } = await current().sdk.ocpp.logs.list({
    page_size: 100,
    ...(identity && { identity }),
  });
  size.textContent = `${data.length} of ${total} frames of ${identity || "all chargers"}`;
  fillTable(log, data.map(row));
}

function row({ timestamp, direction, action, message }: OcpplabSDKTypes.ChargerLogEntry): (string | Node)[] {
  const time = make("time", timestamp?.slice(11, 23) ?? "");
  time.dateTime = timestamp ?? "";
  return [time, ARROWS[direction] ?? direction, action, make("code", message ?? "")];
}
