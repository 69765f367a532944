/** The world as the page knows it: organizations, locations and chargers. `following.ts` keeps it current. */
import { computed, signal } from "@preact/signals";
import type { ChargerRow, Location, Organization } from "./reading.js";
import { foremost, stateOf, type State } from "./state.js";

export type { Location, Organization };

/** A charger, never changed: another one takes its place. */
export interface Charger extends ChargerRow {
  states: State[];
  state: State;
  power_w: number;
}

/** A plain object for each row, by id; `revision` says that something in them is new. */
export class World {
  readonly organizations = new Map<string, Organization>();
  readonly locations = new Map<string, Location>();
  readonly chargers = new Map<string, Charger>();
}

export const world = new World();
export const revision = signal(0);
/** Says that organizations or locations are others, which is seldom. */
export const placesRevision = signal(0);
export const loading = signal(true);
export const problem = signal<string | null>(null);
/** The organization that is shown; null for all of them. */
export const organizationId = signal<string | null>(null);

/** The organizations, by name. */
export const organizations = computed(() => {
  void placesRevision.value;
  return [...world.organizations.values()].sort((a, b) => a.name.localeCompare(b.name));
});

/** The chargers of the organization that is shown, by identity, those that have come lately last. */
export const chargers = computed(() => {
  void revision.value;
  return shown(world.chargers);
});

/** The locations of the organization that is shown. */
export const locations = computed(() => {
  void placesRevision.value;
  return shown(world.locations);
});

function shown<Row extends { organization_id: string }>(rows: Map<string, Row>): Row[] {
  const wanted = organizationId.value;
  const all = [...rows.values()];
  return wanted === null ? all : all.filter((row) => row.organization_id === wanted);
}

/** A charger as it is shown. */
export function seen(row: ChargerRow): Charger {
  const states = row.connectors.map((connector) => stateOf(row.runtime, connector));
  const power_w = row.connectors.reduce((sum, connector) => sum + (connector.power_w ?? 0), 0);
  return { ...row, states, state: foremost(states), power_w };
}
