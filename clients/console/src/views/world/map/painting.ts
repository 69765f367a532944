/** What the map looks like. */
import { STATES } from "../../../world/state.js";
import { toView, type Camera, type Size } from "./camera.js";
import type { Colours } from "./colours.js";
import { radiusOf, type Group } from "./groups.js";
import type { Country } from "./land.js";
import { paintShape } from "./shapes.js";

type Context = CanvasRenderingContext2D;

/** Paints the countries that are in view. */
export function paintLand(context: Context, countries: readonly Country[], camera: Camera, size: Size, colours: Colours): void {
  context.fillStyle = colours.sea;
  context.fillRect(0, 0, size.width, size.height);
  const half = { x: size.width / 2 / camera.scale, y: size.height / 2 / camera.scale };
  const inView = countries.filter(
    ({ left, top, right, bottom }) =>
      right > camera.x - half.x && left < camera.x + half.x && bottom > camera.y - half.y && top < camera.y + half.y,
  );
  context.save();
  context.translate(size.width / 2, size.height / 2);
  context.scale(camera.scale, camera.scale);
  context.translate(-camera.x, -camera.y);
  context.fillStyle = colours.land;
  context.strokeStyle = colours.border;
  context.lineWidth = 1 / camera.scale;
  context.lineJoin = "round";
  for (const { path } of inView) {
    context.fill(path);
    context.stroke(path);
  }
  context.restore();
  paintNames(context, inView, camera, size, colours);
}

/** The names of countries that are wide enough, unless one is so near that its locations need the room. */
function paintNames(context: Context, countries: readonly Country[], camera: Camera, size: Size, colours: Colours): void {
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colours.muted;
  context.globalAlpha = 0.6;
  for (const { name, label } of countries) {
    const width = label.width * camera.scale;
    if (width > size.width / 3 || context.measureText(name).width > 0.8 * width) continue;
    const at = toView(camera, size, label);
    context.fillText(name, at.x, at.y);
  }
  context.globalAlpha = 1;
}

interface Marked {
  hovered: string | null;
  /** The location that is chosen. */
  chosen: string | null;
}

/** Paints groups, those that are chosen or pointed at above all others. */
export function paintGroups(context: Context, groups: readonly Group[], camera: Camera, size: Size, colours: Colours, marked: Marked): void {
  context.clearRect(0, 0, size.width, size.height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = "600 12px system-ui, sans-serif";
  for (const group of groups) {
    const at = toView(camera, size, group);
    if (isInView(at, size)) paintGroup(context, group, at.x, at.y, colours, isMarked(group, marked));
  }
}

const EDGE = 30;
export const isInView = ({ x, y }: { x: number; y: number }, { width, height }: Size): boolean =>
  x > -EDGE && y > -EDGE && x < width + EDGE && y < height + EDGE;

const isMarked = ({ key, places }: Group, { hovered, chosen }: Marked): boolean =>
  key === hovered || (chosen !== null && places.some(({ location }) => location.id === chosen));

const RING = 4;

function paintGroup(context: Context, group: Group, x: number, y: number, colours: Colours, marked: boolean): void {
  const radius = radiusOf(group);
  disc(context, x, y, radius + 1.5, colours.surface);
  paintShares(context, group, x, y, radius - RING / 2, colours);
  if (group.places.length > 1) {
    context.fillStyle = colours.text;
    context.fillText(short(group.places.length), x, y + 0.5);
  } else if (group.chargers > 0) paintShape(context, group.state, x, y, 3, colours.state[group.state]);
  if (marked) circle(context, x, y, radius + 4, colours.accent, 2.5);
}

const short = (number: number): string => (number < 1000 ? String(number) : `${(number / 1000).toFixed(1)}k`);

/** A ring of which each state has its share. */
function paintShares(context: Context, { counts }: Group, x: number, y: number, radius: number, colours: Colours): void {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return circle(context, x, y, radius, colours.muted, 1.5);
  context.lineWidth = RING;
  let from = -Math.PI / 2;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index]!;
    if (count === 0) continue;
    const to = from + (2 * Math.PI * count) / all;
    context.strokeStyle = colours.state[STATES[index]!];
    context.beginPath();
    context.arc(x, y, radius, from, to);
    context.stroke();
    from = to;
  }
}

function disc(context: Context, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function circle(context: Context, x: number, y: number, radius: number, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
