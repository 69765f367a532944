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

/** Puts each place to the nearest group that has begun before it, or lets it begin one. */
export function grouped(places: readonly Place[], level: number): Group[] {
  const reach = APART / 2 ** level;
  const cells = new Map<number, Place[][]>();
  const members: Place[][] = [];
  for (const place of places) {
    const near = nearest(cells, place, reach);
    if (near !== undefined) near.push(place);
    else members.push(begun(cells, place, reach));
  }
  return members.map(group);
}

const COLUMNS = 2 ** 25;
const cellOf = (column: number, row: number): number => row * COLUMNS + column;

function begun(cells: Map<number, Place[][]>, place: Place, reach: number): Place[] {
  const members = [place];
  const cell = cellOf(Math.floor(place.x / reach), Math.floor(place.y / reach));
  const there = cells.get(cell);
  if (there === undefined) cells.set(cell, [members]);
  else there.push(members);
  return members;
}

function nearest(cells: Map<number, Place[][]>, { x, y }: Place, reach: number): Place[] | undefined {
  const [column, row] = [Math.floor(x / reach), Math.floor(y / reach)];
  let found: Place[] | undefined;
  let least = reach * reach;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      for (const members of cells.get(cellOf(column + dx, row + dy)) ?? []) {
        const first = members[0]!;
        const distance = (first.x - x) ** 2 + (first.y - y) ** 2;
        if (distance < least) [found, least] = [members, distance];
      }
    }
  }
  return found;
}

function group(places: Place[]): Group {
  const tally = noneCounted();
  let [x, y] = [0, 0];
  for (const place of places) {
    addTo(tally, place);
    x += place.x / places.length;
    y += place.y / places.length;
  }
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
