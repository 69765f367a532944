/** The world as the page knows it: organizations, locations and chargers, kept current by events. */
import { computed, signal } from "@preact/signals";
import { listen, open, type ChargerEvent, type ConnectorEvent, type SandboxEvent } from "../api/events.js";
import { get } from "../api/http.js";
import { foremost, stateOf, type Connector, type State } from "./state.js";

export interface Organization {
  id: string;
  name: string;
}

export interface Location {
  id: string;
  organization_id: string;
  name: string;
  address: string;
  city: string;
  country: string;
  coordinates: { latitude: number; longitude: number };
  status: string;
}

interface ChargerRow {
  id: string;
  organization_id: string;
  identity: string;
  name: string;
  location_id: string | null;
  ocpp_version: string;
  max_power_w: number;
  runtime: string | null;
  connectors: Connector[];
}

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
export const loading = signal(true);
export const problem = signal<string | null>(null);
/** The organization that is shown; null for all of them. */
export const organizationId = signal<string | null>(null);

/** The organizations, by name. */
export const organizations = computed(() => {
  void revision.value;
  return [...world.organizations.values()].sort((a, b) => a.name.localeCompare(b.name));
});

/** The chargers of the organization that is shown, the oldest first. */
export const chargers = computed(() => {
  void revision.value;
  return shown(world.chargers);
});

/** The locations of the organization that is shown. */
export const locations = computed(() => {
  void revision.value;
  return shown(world.locations);
});

function shown<Row extends { organization_id: string }>(rows: Map<string, Row>): Row[] {
  const wanted = organizationId.value;
  const all = [...rows.values()];
  return wanted === null ? all : all.filter((row) => row.organization_id === wanted);
}

const PAGE = 1000;
/** Milliseconds in which what is new is shown together: twice a second is as often as a table can be read. */
const SHOWN_TOGETHER = 250;
/** Milliseconds after which rows that events name without showing them are asked for, together. */
const ASKED_TOGETHER = 500;

/** Begins to listen, then reads everything; what happens meanwhile is told after it. */
export function start(): void {
  const waiting: SandboxEvent[] = [];
  let take = (event: SandboxEvent): void => void waiting.push(event);
  listen((event) => take(event));
  open();
  void load().then(() => {
    waiting.forEach(apply);
    take = apply;
  });
}

let loads = 0;

/** Reads everything anew. */
export async function load(): Promise<void> {
  const mine = ++loads;
  try {
    const [tenants, places, rows] = await Promise.all([
      pages<Organization>("dev/tenants"),
      records<Location>("locations"),
      pages<ChargerRow>("dev/chargers"),
    ]);
    if (mine !== loads) return;
    fill(world.organizations, tenants, (row) => row);
    fill(world.locations, places, (row) => row);
    fill(world.chargers, rows, seen);
    if (organizationId.value !== null && !world.organizations.has(organizationId.value)) organizationId.value = null;
    problem.value = null;
  } catch (error) {
    if (mine === loads) problem.value = (error as Error).message;
  }
  loading.value = false;
  revision.value++;
}

function fill<Row extends { id: string }, Kept>(kept: Map<string, Kept>, rows: Row[], seen: (row: Row) => Kept): void {
  kept.clear();
  for (const row of rows) kept.set(row.id, seen(row));
}

function seen(row: ChargerRow): Charger {
  const states = row.connectors.map((connector) => stateOf(row.runtime, connector));
  const power_w = row.connectors.reduce((sum, connector) => sum + (connector.power_w ?? 0), 0);
  return { ...row, states, state: foremost(states), power_w };
}

interface Page<Row> {
  data: Row[];
  total: number;
}

async function pages<Row>(path: string, limit = path === "dev/chargers" ? PAGE : 100): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const { data, total } = await get<Page<Row>>(path, { page, limit });
    rows.push(...data);
    if (data.length === 0 || rows.length >= total) return rows;
  }
}

async function records<Row>(collection: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const { data, total } = await get<Page<Row>>(`dev/records/${collection}`, { limit: PAGE, offset: rows.length });
    rows.push(...data);
    if (data.length === 0 || rows.length >= total) return rows;
  }
}

function apply(event: SandboxEvent): void {
  if (event.kind === "connector") connectorChanged(event);
  else if (event.kind === "charger") chargerChanged(event);
  else if (event.kind === "location") changed(world.locations, event.change, event.location_id);
  else if (event.kind === "world" || event.kind === "gap") askSoon();
}

function connectorChanged(event: ConnectorEvent): void {
  const charger = world.chargers.get(event.charger_id);
  if (charger === undefined) return askSoon();
  const connectors = charger.connectors.map((one) =>
    one.number === event.connector
      ? { number: one.number, status: event.status, charging_state: event.charging_state, power_w: event.power_w }
      : one,
  );
  // Only one that is started has connectors to tell of.
  world.chargers.set(charger.id, seen({ ...charger, runtime: charger.runtime ?? "online", connectors }));
  showSoon();
}

function chargerChanged(event: ChargerEvent): void {
  const charger = world.chargers.get(event.charger_id);
  if (event.change === "runtime" && charger !== undefined) {
    world.chargers.set(charger.id, seen({ ...charger, runtime: event.runtime }));
    return showSoon();
  }
  changed(world.chargers, event.change, event.charger_id);
}

function changed(rows: Map<string, unknown>, change: string, id: string): void {
  if (change !== "removed") return askSoon();
  rows.delete(id);
  showSoon();
}

let showing: number | undefined;

function showSoon(): void {
  showing ??= window.setTimeout(() => {
    showing = undefined;
    revision.value++;
  }, SHOWN_TOGETHER);
}

let asking: number | undefined;

function askSoon(): void {
  asking ??= window.setTimeout(() => {
    asking = undefined;
    void load();
  }, ASKED_TOGETHER);
}
