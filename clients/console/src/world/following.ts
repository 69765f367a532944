/** Keeps the world of the page current: reads it, and takes up what events tell. */
import { effect } from "@preact/signals";
import { listen, open, returns, type ChargerEvent, type ConnectorEvent, type SandboxEvent } from "../api/events.js";
import { readCharger, readChargers, readLocations, readOrganizations, type ChargerRow } from "./reading.js";
import { loading, organizationId, placesRevision, problem, revision, seen, world } from "./world.js";

/** Milliseconds in which what is new is shown together: more often than that no table can be read. */
const SHOWN_TOGETHER = 250;
/** Milliseconds after which rows that events name without showing them are asked for, together. */
const ASKED_TOGETHER = 500;
/** More chargers than these are asked for all at once rather than one by one. */
const ONE_BY_ONE = 16;

/** What has been told since the reading began that goes on; null while nothing is read. */
let meanwhile: SandboxEvent[] | null = null;

/** Begins to listen, then reads everything, and anew when a sandbox that was away is there again. */
export function start(): void {
  listen((event) => {
    meanwhile?.push(event);
    apply(event);
  });
  open();
  void load();
  effect(() => {
    if (returns.value > 0) void load();
  });
}

/** Reads everything anew. */
export const load = (): Promise<void> => reading(readAll);

let before: Promise<void> = Promise.resolve();

/** One reading goes on at a time: the answers to an earlier one would else take the place of newer rows. */
function reading(read: () => Promise<void>): Promise<void> {
  before = before.then(async () => {
    meanwhile = [];
    try {
      await read();
      problem.value = null;
    } catch (error) {
      problem.value = (error as Error).message;
    }
    const told = meanwhile;
    meanwhile = null;
    // What was read first may be older than what has been told since.
    told.forEach(applyKnown);
    loading.value = false;
    revision.value++;
  });
  return before;
}

async function readAll(): Promise<void> {
  const [, rows] = await Promise.all([readPlaces(), readChargers()]);
  fillChargers(rows);
}

async function readPlaces(): Promise<void> {
  const [tenants, places] = await Promise.all([readOrganizations(), readLocations()]);
  fill(world.organizations, tenants, (row) => row);
  fill(world.locations, places, (row) => row);
  if (organizationId.value !== null && !world.organizations.has(organizationId.value)) organizationId.value = null;
  placesChanged();
}

function fill<Row extends { id: string }, Kept>(kept: Map<string, Kept>, rows: Row[], shown: (row: Row) => Kept): void {
  kept.clear();
  for (const row of rows) kept.set(row.id, shown(row));
}

/** Rows that are in order are soon in order again: a table sorts its thousands whenever one of them is new. */
const fillChargers = (rows: ChargerRow[]): void => fill(world.chargers, rows.sort(byIdentity), seen);
const { compare } = new Intl.Collator("en", { numeric: true });
const byIdentity = (one: ChargerRow, other: ChargerRow): number => compare(one.identity, other.identity);

const placesChanged = (): void => void placesRevision.value++;

function apply(event: SandboxEvent): void {
  if (applyKnown(event)) return;
  if (event.kind === "charger" || event.kind === "connector") wanted.chargers.add(event.charger_id);
  else if (event.kind === "location") wanted.places = true;
  else if (event.kind === "world" || event.kind === "gap") wanted.all = true;
  else return;
  askSoon();
}

/** Returns whether the event itself says all that is new. */
function applyKnown(event: SandboxEvent): boolean {
  if (event.kind === "connector") return connectorChanged(event);
  if (event.kind === "charger") return chargerChanged(event);
  if (event.kind !== "location" || event.change !== "removed") return false;
  if (world.locations.delete(event.location_id)) placesChanged();
  return true;
}

function connectorChanged(event: ConnectorEvent): boolean {
  const charger = world.chargers.get(event.charger_id);
  if (charger === undefined) return false;
  const { connector: number, status, charging_state, power_w } = event;
  const connectors = charger.connectors.map((one) => (one.number === number ? { number, status, charging_state, power_w } : one));
  // Only one that is started has connectors to tell of.
  world.chargers.set(charger.id, seen({ ...charger, runtime: charger.runtime ?? "online", connectors }));
  showSoon();
  return true;
}

function chargerChanged(event: ChargerEvent): boolean {
  const charger = world.chargers.get(event.charger_id);
  if (event.change === "removed") world.chargers.delete(event.charger_id);
  else if (event.change === "runtime" && charger !== undefined) world.chargers.set(charger.id, seen({ ...charger, runtime: event.runtime }));
  else return false;
  showSoon();
  return true;
}

let showing: number | undefined;

function showSoon(): void {
  showing ??= window.setTimeout(() => {
    showing = undefined;
    revision.value++;
  }, SHOWN_TOGETHER);
}

/** What is to be asked for next. */
let wanted = nothing();
let asking: number | undefined;

function nothing() {
  return { all: false, places: false, chargers: new Set<string>() };
}

function askSoon(): void {
  asking ??= window.setTimeout(() => {
    const { all, places, chargers } = wanted;
    wanted = nothing();
    const began = performance.now();
    void reading(() => (all ? readAll() : readSome(places, chargers))).then(() => {
      // What is made by the thousand names new rows all the time: half of the time nothing is asked.
      asking = window.setTimeout(() => {
        asking = undefined;
        if (wanted.all || wanted.places || wanted.chargers.size > 0) askSoon();
      }, performance.now() - began);
    });
  }, ASKED_TOGETHER);
}

async function readSome(places: boolean, ids: Set<string>): Promise<void> {
  if (places) await readPlaces();
  if (ids.size > ONE_BY_ONE) return fillChargers(await readChargers());
  for (const row of await Promise.all([...ids].map(readCharger))) if (row !== null) world.chargers.set(row.id, seen(row));
}
