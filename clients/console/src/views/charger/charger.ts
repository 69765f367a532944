/** A charger in full, as `GET /dev/chargers/{charger_id}` shows it. */
import { stateOf, type State } from "../../world/state.js";

interface Reservation {
  id: number;
  id_tag: string;
  expires_at: string;
}

export interface Session {
  /** Negative as long as the CSMS has given none (OCPP 1.6). */
  transaction_id: string;
  id_tag: string | null;
  authorized: boolean;
  started_at: string;
  energy_wh: number;
  soc_percent: number | null;
  charging_state: string | null;
}

interface Outlet {
  operative: boolean;
  fault: string | null;
  reservation: Reservation | null;
}

export interface ConnectorNow extends Outlet {
  number: number;
  status: string;
  power_w: number;
  offered_w: number;
  limit_w: number | null;
  plugged: boolean;
  waiting_id_tag: string | null;
  energy_wh: number;
  session: Session | null;
}

export type Mode = "loopback" | "live";

export interface Line {
  mode: Mode;
  /** What was said of this charger; null when the setting says it. */
  csms: Mode | null;
  ws_url: string;
  url: string | null;
  state: "loopback" | "connecting" | "connected" | "offline" | "refused" | "stopped";
  problem: string | null;
  since: string | null;
  unsent: number;
  last_violation: { action: string; path: string; message: string; at: string } | null;
}

export interface ChargerNow extends Outlet {
  id: string;
  organization_id: string;
  identity: string;
  name: string;
  location_id: string | null;
  vendor_name: string;
  model_name: string;
  connector_type: string;
  current_type: "ac" | "dc";
  phases: number;
  max_power_w: number;
  ocpp_version: string;
  security_profile: number;
  /** How far the creation has come; null once it is READY. */
  provisioning: string | null;
  runtime: string;
  started_at: string;
  /** Null of a charger that has the built-in CSMS. */
  line: Line | null;
  connectors: ConnectorNow[];
  at: string;
}

/** How a connector looks at a glance. */
export function look(charger: ChargerNow, connector: ConnectorNow): State {
  return stateOf(charger.runtime, { ...connector, charging_state: connector.session?.charging_state ?? null });
}

export const isCharging = (charger: ChargerNow): boolean => charger.connectors.some(({ session }) => session !== null);

/** Whether it changes by itself from moment to moment. */
export const isBusy = (charger: ChargerNow): boolean => isCharging(charger) || charger.line?.state === "connecting";

/** All that decides what a charger can be told; figures that change with every look are none of it. */
export function condition({ runtime, provisioning, line, operative, fault, reservation, connectors }: ChargerNow): string {
  const outlets = connectors.map(({ number, status, plugged, fault, session, reservation, operative, waiting_id_tag, power_w }) => {
    const { transaction_id, authorized, charging_state } = session ?? {};
    return [number, status, plugged, fault, reservation, operative, waiting_id_tag, power_w > 0, transaction_id, authorized, charging_state];
  });
  return JSON.stringify([runtime, provisioning, line?.state, operative, fault, reservation, outlets]);
}
