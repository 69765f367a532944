/** What the sandbox tells as it happens: one `EventSource` for the whole page. */
import { signal } from "@preact/signals";
import { url } from "./http.js";

interface Told<Kind extends string, Change extends string = string> {
  id: number;
  kind: Kind;
  change: Change;
  at: string;
  organization_id: string | null;
}

type LocationEvent = Told<"location", "created" | "updated" | "removed"> & {
  location_id: string;
  slug: string;
  name: string;
  status: string;
};
export type ChargerEvent = Told<"charger", "created" | "updated" | "removed" | "runtime"> & {
  charger_id: string;
  identity: string;
  location_id: string | null;
  runtime: string | null;
};
export type ConnectorEvent = Told<"connector", "status" | "power"> & {
  charger_id: string;
  identity: string;
  connector: number;
  status: string;
  /** Null when the charger was looked at for the first time. */
  previous_status: string | null;
  charging_state: string | null;
  power_w: number;
};
export type SessionEvent = Told<"session", "started" | "authorized" | "ended"> & {
  charger_id: string;
  identity: string;
  connector: number;
  transaction_id: string;
  id_tag: string | null;
  energy_wh: number;
};
export type CommandEvent = Told<"command"> & {
  command_id: string;
  charger_id: string;
  identity: string;
  command: string;
  reason: string | null;
};
export type JobEvent = Told<"job"> & { run_id: string; job: string; subject_id: string; error: string | null };
type RequestEvent = Told<"request", "answered" | "dropped"> & {
  request_id: string;
  method: string;
  path: string;
  status: number | null;
  fault: string | null;
};
type WorldEvent = Told<"world">;
type ClockEvent = Told<"clock"> & { frozen: boolean; speed: number };
type GapEvent = Told<"gap">;

export type SandboxEvent =
  | LocationEvent
  | ChargerEvent
  | ConnectorEvent
  | SessionEvent
  | CommandEvent
  | JobEvent
  | RequestEvent
  | WorldEvent
  | ClockEvent
  | GapEvent;

/** OCPP frames are left out: to listen to them would make every charger write all of its own. */
const KINDS = ["location", "charger", "connector", "session", "command", "job", "request", "world", "clock"] as const;

/** Whether the stream is open. */
export const connected = signal(false);
/** How often it has come back after it was lost: what happened meanwhile may not have been told. */
export const returns = signal(0);

type Listener = (event: SandboxEvent) => void;
const listeners = new Set<Listener>();

/** Calls *listener* with each event from now on; the returned function ends that. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the stream, for good: `EventSource` comes back by itself and names the last event that it has seen. */
export function open(): void {
  const source = new EventSource(url("dev/events", { kind: KINDS }));
  let isLost = false;
  source.onopen = () => {
    connected.value = true;
    if (isLost) returns.value++;
    isLost = false;
  };
  source.onerror = () => {
    connected.value = false;
    isLost = true;
  };
  for (const kind of [...KINDS, "gap"]) source.addEventListener(kind, tell);
}

function tell(message: MessageEvent<string>): void {
  const event = JSON.parse(message.data) as SandboxEvent;
  for (const listener of listeners) listener(event);
}
