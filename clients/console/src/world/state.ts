/** What a connector looks like at a glance: the many statuses of two OCPP versions in a few words. */

export const STATES = ["charging", "suspended", "occupied", "reserved", "available", "unavailable", "faulted", "offline", "unknown"] as const;
export type State = (typeof STATES)[number];

export const WORDS: Record<State, string> = {
  charging: "Charging",
  suspended: "Suspended",
  occupied: "Occupied",
  reserved: "Reserved",
  available: "Available",
  unavailable: "Unavailable",
  faulted: "Faulted",
  offline: "Offline",
  unknown: "Not looked at yet",
};

const BY_STATUS: Record<string, State> = {
  Available: "available",
  Preparing: "occupied",
  Occupied: "occupied",
  Finishing: "occupied",
  Charging: "charging",
  SuspendedEV: "suspended",
  SuspendedEVSE: "suspended",
  Reserved: "reserved",
  Unavailable: "unavailable",
  Faulted: "faulted",
};

export interface Connector {
  number: number;
  status: string | null;
  charging_state: string | null;
  power_w: number | null;
}

/** Returns how a connector of a charger with this *runtime* looks. */
export function stateOf(runtime: string | null, connector: Connector): State {
  if (runtime !== null && runtime !== "online") return "offline";
  const flow = connector.charging_state === null ? undefined : BY_STATUS[connector.charging_state];
  const status = connector.status === null ? "unknown" : (BY_STATUS[connector.status] ?? "unknown");
  return status === "occupied" && flow !== undefined ? flow : status;
}

/** Which of several states is told where there is room for one: what wants attention goes first. */
export function foremost(states: readonly State[]): State {
  return ATTENTION.find((state) => states.includes(state)) ?? "unknown";
}

const ATTENTION: readonly State[] = ["faulted", "charging", "suspended", "occupied", "reserved", "offline", "unavailable", "available"];
