/** How many connectors are in which state. */
import { foremost, STATES, WORDS, type State } from "../../world/state.js";
import type { Charger } from "../../world/world.js";

export interface Tally {
  /** Connectors, in the order of `STATES`. */
  counts: number[];
  chargers: number;
  power_w: number;
}

const INDEX = Object.fromEntries(STATES.map((state, index) => [state, index])) as Record<State, number>;

export const noneCounted = (): Tally => ({ counts: STATES.map(() => 0), chargers: 0, power_w: 0 });

/** Counts a charger in. */
export function countIn(tally: Tally, charger: Charger): void {
  tally.chargers++;
  tally.power_w += charger.power_w;
  for (const state of charger.states) tally.counts[INDEX[state]]!++;
}

/** Adds what another has counted. */
export function addTo(tally: Tally, other: Tally): void {
  tally.chargers += other.chargers;
  tally.power_w += other.power_w;
  other.counts.forEach((count, index) => (tally.counts[index]! += count));
}

export const countOf = (tally: Tally, state: State): number => tally.counts[INDEX[state]] ?? 0;

/** The states that some are in. */
export const statesIn = (tally: Tally): State[] => STATES.filter((_, index) => (tally.counts[index] ?? 0) > 0);

export const foremostIn = (tally: Tally): State => foremost(statesIn(tally));

/** `3 charging, 1 available`. */
export const inWords = (tally: Tally): string =>
  statesIn(tally)
    .map((state) => `${countOf(tally, state)} ${WORDS[state].toLowerCase()}`)
    .join(", ") || "no connectors";
