/** Which chargers are looked for, as the address says: `#/world?state=charging&q=harbour`. */
import { refine, route, to } from "../../route.js";
import { STATES, type State } from "../../world/state.js";
import { world, type Charger } from "../../world/world.js";

export interface Filter {
  /** Words that all occur in identity, name, location or city. */
  text: string;
  /** States of which a connector has one; none for all. */
  states: readonly State[];
  version: string | null;
  locationId: string | null;
  /** Only chargers that give power now. */
  drawing: boolean;
  list: "chargers" | "locations";
}

export const EVERYTHING: Filter = { text: "", states: [], version: null, locationId: null, drawing: false, list: "chargers" };

export function filterOf(query: URLSearchParams): Filter {
  return {
    text: query.get("q") ?? "",
    states: STATES.filter((state) => query.getAll("state").includes(state)),
    version: query.get("version"),
    locationId: query.get("location"),
    drawing: query.has("drawing"),
    list: query.get("list") === "locations" ? "locations" : "chargers",
  };
}

function queryOf(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.text !== "") query.set("q", filter.text);
  for (const state of filter.states) query.append("state", state);
  if (filter.version !== null) query.set("version", filter.version);
  if (filter.locationId !== null) query.set("location", filter.locationId);
  if (filter.drawing) query.set("drawing", "yes");
  if (filter.list !== "chargers") query.set("list", filter.list);
  return query;
}

/** Lets the address say another filter. */
export function narrow(change: Partial<Filter>): void {
  refine(narrowed({ ...filterOf(route.value.query), ...change }));
}

/** The address of the world as a filter shows it. */
export function narrowed(change: Partial<Filter>): string {
  const query = queryOf({ ...EVERYTHING, ...change }).toString();
  return query === "" ? to("world") : `${to("world")}?${query}`;
}

/** Whether anything is left out. */
export const isNarrow = ({ text, states, version, locationId, drawing }: Filter): boolean =>
  text !== "" || states.length > 0 || version !== null || locationId !== null || drawing;

/** Returns whether a charger is looked for; where it is does not matter to the map. */
export function finder(filter: Filter): (charger: Charger) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const { states, version, drawing } = filter;
  return (charger) =>
    (version === null || charger.ocpp_version === version) &&
    (!drawing || charger.power_w > 0) &&
    (states.length === 0 || charger.states.some((state) => states.includes(state))) &&
    (words.length === 0 || hasWords(words, described(charger)));
}

function described({ identity, name, location_id }: Charger): string {
  const location = location_id === null ? undefined : world.locations.get(location_id);
  return `${identity} ${name} ${location?.name ?? ""} ${location?.city ?? ""}`.toLowerCase();
}

/** Returns whether each word occurs in a text of small letters. */
export const hasWords = (words: readonly string[], text: string): boolean => words.every((word) => text.includes(word));
