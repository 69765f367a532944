/** Which part of the map is in view. */

/** The map is a square whose sides are 1: its middle in view is at `x`, `y`, and a side is `scale` pixels long. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export const LARGEST = 2 ** 23;
/** Nearer than this a single location says nothing about where it is. */
const LARGEST_FIT = 2 ** 16;
/** Pixels that are kept free around what is fitted in. */
const MARGIN = 44;

/** Where a point of the map is in view, in pixels. */
export const toView = (camera: Camera, size: Size, point: Point): Point => ({
  x: (point.x - camera.x) * camera.scale + size.width / 2,
  y: (point.y - camera.y) * camera.scale + size.height / 2,
});

/** Which point of the map is at a place in view. */
const toMap = (camera: Camera, size: Size, at: Point): Point => ({
  x: (at.x - size.width / 2) / camera.scale + camera.x,
  y: (at.y - size.height / 2) / camera.scale + camera.y,
});

/** Moves what is in view by so many pixels. */
export const moved = (camera: Camera, size: Size, dx: number, dy: number): Camera =>
  within({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale }, size);

/** Makes everything *factor* times as large; what is *at* a place stays there. */
export function zoomed(camera: Camera, size: Size, factor: number, at: Point = { x: size.width / 2, y: size.height / 2 }): Camera {
  const fixed = toMap(camera, size, at);
  const scale = limited(camera.scale * factor, size);
  return within({ scale, x: fixed.x - (at.x - size.width / 2) / scale, y: fixed.y - (at.y - size.height / 2) / scale }, size);
}

/** Shows all *points*, as large as they can be. */
export function fitted(points: readonly Point[], size: Size, largest = LARGEST_FIT): Camera {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) [left, top, right, bottom] = [0.1, 0.2, 0.9, 0.75];
  const room = (pixels: number): number => Math.max(pixels - 2 * MARGIN, pixels / 2);
  const scale = Math.min(room(size.width) / (right - left), room(size.height) / (bottom - top), largest);
  return within({ x: (left + right) / 2, y: (top + bottom) / 2, scale: limited(scale, size) }, size);
}

/** Between two cameras, *part* of the way: what is near is passed as quickly as what is far. */
export function between(one: Camera, other: Camera, part: number): Camera {
  const scale = one.scale * (other.scale / one.scale) ** part;
  // The middle moves by as much of the way as the scale has changed, so that the target stays in view.
  const way = one.scale === other.scale ? part : (1 / one.scale - 1 / scale) / (1 / one.scale - 1 / other.scale);
  return { x: one.x + (other.x - one.x) * way, y: one.y + (other.y - one.y) * way, scale };
}

const limited = (scale: number, size: Size): number => Math.min(LARGEST, Math.max(scale, Math.min(size.width, size.height)));
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** The middle of the view stays on the map. */
function within(camera: Camera, size: Size): Camera {
  const half = { x: size.width / 2 / camera.scale, y: size.height / 2 / camera.scale };
  const kept = (value: number, half: number): number => (half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, clamp(value))));
  return { x: kept(camera.x, half.x), y: kept(camera.y, half.y), scale: camera.scale };
}

const EQUATOR_M = 40_075_017;

/** How many metres a pixel is long in the middle of the view. */
export function metresPerPixel({ y, scale }: Camera): number {
  const latitude = Math.atan(Math.sinh(Math.PI * (1 - 2 * y)));
  return (EQUATOR_M * Math.cos(latitude)) / scale;
}
