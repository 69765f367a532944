/** Names next to what is on the map, where there is room for them. */
import { toView, type Camera, type Size } from "./camera.js";
import type { Colours } from "./colours.js";
import { radiusOf, type Group } from "./groups.js";
import { isInView } from "./painting.js";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const HEIGHT = 14;
/** As many as a map can bear. */
const MOST = 80;

/** Paints the names of the largest groups, below or above them, where no other group or name is in the way. */
export function paintLabels(context: CanvasRenderingContext2D, groups: readonly Group[], camera: Camera, size: Size, colours: Colours): void {
  const seen = groups.map((group) => ({ group, at: toView(camera, size, group) })).filter(({ at }) => isInView(at, size));
  const taken = seen.map(({ group, at }) => around(at.x, at.y, radiusOf(group)));
  const named = new Set<string>();
  context.font = "500 11.5px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = colours.land;
  context.fillStyle = colours.text;
  for (const { group, at } of seen.sort((a, b) => b.group.chargers - a.group.chargers).slice(0, MOST)) {
    const { name } = group;
    // A city of many groups has its name once, at the largest.
    if (named.has(name)) continue;
    const half = context.measureText(name).width / 2;
    const reach = radiusOf(group) + 5;
    const box = [at.y + reach, at.y - reach - HEIGHT]
      .map((top) => ({ left: at.x - half, right: at.x + half, top, bottom: top + HEIGHT }))
      .find((box) => !taken.some((other) => overlap(box, other)));
    if (box === undefined) continue;
    taken.push(box);
    named.add(name);
    context.strokeText(name, at.x, box.top);
    context.fillText(name, at.x, box.top);
  }
}

const around = (x: number, y: number, radius: number): Box => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
