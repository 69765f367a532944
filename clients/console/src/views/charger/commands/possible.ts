/** What a charger could be told now: a rehearsal by the rules of the sandbox itself. */
import { get } from "../../../api/http.js";
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
  const { data } = await get<{ data: Possible[] }>(`dev/chargers/${encodeURIComponent(chargerId)}/commands`, query);
  return new Map(data.map((one) => [one.command, one]));
}

/** Why it makes no sense to send it; null if it does. A charger that is not there keeps some for later. */
export function objection(possible: Possible | undefined): string | null {
  if (possible === undefined) return "Not known yet whether it is possible";
  if (possible.possible || possible.status === "deferred" || possible.status === "queued") return null;
  return possible.reason ?? "Not possible now";
}

/** What the fields of a form begin with: what was rehearsed. */
export function beginning({ id }: Command, possible: Possible | undefined): Payload {
  const payload = possible?.payload ?? {};
  if (id === "set_configuration") {
    const [[key, value] = ["", ""]] = Object.entries((payload["configuration"] ?? {}) as Record<string, string>);
    return { key, value };
  }
  return id === "send_local_list" ? { update_type: "Full", ...payload } : payload;
}
