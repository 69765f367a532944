/** Locations that are too near each other to be told apart are shown as one. */
import type { State } from "../../../world/state.js";
import type { Place } from "../found.js";
import { addTo, foremostIn, noneCounted, type Tally } from "../tally.js";

export interface Group extends Tally {
  /** The same for the same locations, whatever their states. */
  key: string;
  /** What people call it: its only location, or the city that most are in and how many others there are. */
  name: string;
  places: Place[];
  x: number;
  y: number;
  state: State;
}

/** Pixels between two groups, at least. */
const APART = 36;

/** How near a map is looked at, in steps: within one, groups stay the same. */
export const levelOf = (scale: number): number => Math.round(2 * Math.log2(scale)) / 2;

/** Places that are shown as one, and their middle. */
interface Heap {
  x: number;
  y: number;
  places: Place[];
}

/** Groups places until no two groups are too near each other. */
export function grouped(places: readonly Place[], level: number): Group[] {
  const reach = APART / 2 ** level;
  let heaps: Heap[] = places.map((place) => ({ x: place.x, y: place.y, places: [place] }));
  for (let before = Infinity; heaps.length < before; ) {
    before = heaps.length;
    heaps = merged(heaps, reach);
  }
  return heaps.map(group);
}

/** Puts each heap to the nearest that has begun before it, or lets it begin a new one. */
function merged(heaps: readonly Heap[], reach: number): Heap[] {
  const cells = new Map<number, Heap[][]>();
  const begun: Heap[][] = [];
  for (const heap of heaps) {
    const near = nearest(cells, heap, reach);
    if (near !== undefined) near.push(heap);
    else begun.push(beginning(cells, heap, reach));
  }
  return begun.map(together);
}

const COLUMNS = 2 ** 25;
const cellOf = (column: number, row: number): number => row * COLUMNS + column;

function beginning(cells: Map<number, Heap[][]>, heap: Heap, reach: number): Heap[] {
  const one = [heap];
  const cell = cellOf(Math.floor(heap.x / reach), Math.floor(heap.y / reach));
  const there = cells.get(cell);
  if (there === undefined) cells.set(cell, [one]);
  else there.push(one);
  return one;
}

/** How far it is, is a question of where a heap has begun: that is within *reach*, so in a cell next to it. */
function nearest(cells: Map<number, Heap[][]>, { x, y }: Heap, reach: number): Heap[] | undefined {
  const [column, row] = [Math.floor(x / reach), Math.floor(y / reach)];
  let found: Heap[] | undefined;
  let least = reach * reach;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      for (const one of cells.get(cellOf(column + dx, row + dy)) ?? []) {
        const first = one[0]!;
        const distance = (first.x - x) ** 2 + (first.y - y) ** 2;
        if (distance < least) [found, least] = [one, distance];
      }
    }
  }
  return found;
}

function together(heaps: Heap[]): Heap {
  if (heaps.length === 1) return heaps[0]!;
  const places = heaps.flatMap((one) => one.places);
  const middle = (along: "x" | "y"): number => places.reduce((sum, place) => sum + place[along], 0) / places.length;
  return { x: middle("x"), y: middle("y"), places };
}

function group({ x, y, places }: Heap): Group {
  const tally = noneCounted();
  for (const place of places) addTo(tally, place);
  return { ...tally, key: places[0]!.location.id, name: nameOf(places), places, x, y, state: foremostIn(tally) };
}

function nameOf(places: readonly Place[]): string {
  if (places.length === 1) return places[0]!.location.name;
  const cities = new Map<string, number>();
  for (const { location } of places) cities.set(location.city, (cities.get(location.city) ?? 0) + 1);
  const [most] = [...cities].reduce((one, other) => (other[1] > one[1] ? other : one));
  return cities.size === 1 ? most : `${most} +${cities.size - 1}`;
}

/** Pixels from the middle of a group to its edge. */
export const radiusOf = ({ places, chargers }: Group): number =>
  places.length === 1 ? (chargers === 0 ? 5 : 9) : Math.min(12 + Math.log2(places.length), 20);
