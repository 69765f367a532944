/** What a charger could be told now: a rehearsal by the rules of the sandbox itself. */
import { get, path } from "../../../api/http.js";
import type { ChargerNow } from "../charger.js";
import type { Command } from "./catalog.js";

export type Payload = Record<string, unknown>;

export interface Possible {
  command: string;
  possible: boolean;
  /** What would come of it; null if it would be refused before it is a command. */
  status: string | null;
  reason: string | null;
  connector: boolean;
  payload: Payload;
}

/** Which connector, and whose tag. */
export interface About {
  /** Null for whichever fits. */
  connector: number | null;
  tag: string;
}

/** Returns what would come of each command, by its name. */
export async function askPossible(chargerId: string, { connector, tag }: About): Promise<Map<string, Possible>> {
  const query = { connector_id: connector, id_tag: tag };
  const { data } = await get<{ data: Possible[] }>(path`dev/chargers/${chargerId}/commands`, query);
  return new Map(data.map((one) => [one.command, one]));
}

const WAITING: readonly (string | null)[] = ["deferred", "queued"];

/** Why it makes no sense to send it; null if it does. */
export function objection(possible: Possible | undefined): string | null {
  if (possible === undefined) return "Not known yet whether it is possible";
  if (possible.possible || WAITING.includes(possible.status)) return null;
  return possible.reason ?? "Not possible now";
}

/** Why it would be kept for later; null if it would not. */
export function waiting(possible: Possible | undefined): string | null {
  return possible !== undefined && WAITING.includes(possible.status) ? (possible.reason ?? "it is on its way") : null;
}

/** What a command carries if nothing else is said: what was rehearsed, about what is chosen by now. */
export function payloadOf(possible: Possible | undefined, { connector, tag }: About): Payload {
  if (possible === undefined) return {};
  const { connector_id: _, ...payload } = possible.payload;
  if ("id_tag" in payload) payload["id_tag"] = tag;
  return possible.connector && connector !== null ? { connector_id: connector, ...payload } : payload;
}

/** What the fields of a form begin with. */
export function beginning({ id }: Command, payload: Payload, { connectors }: ChargerNow): Payload {
  if (id === "set_configuration") {
    const [[key, value] = ["", ""]] = Object.entries((payload["configuration"] ?? {}) as Record<string, string>);
    return { key, value };
  }
  if (id === "stop_transaction") {
    // Of any connector: the first that has one, as the sandbox takes it.
    const running = connectors.find(({ session }) => session?.authorized)?.session?.transaction_id;
    return { transaction_id: running, ...payload };
  }
  return id === "send_local_list" ? { update_type: "Full", ...payload } : payload;
}
