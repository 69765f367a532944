/** What hands do to the map: by mouse, by touch and by keyboard. */
import type { Group } from "./groups.js";
import type { Scene } from "./scene.js";

/** Pixels that a press may move without being a drag. */
const STILL = 5;

interface Point {
  x: number;
  y: number;
}

/** Lets mouse and touch move the map; *press* is told what was pressed. The returned function ends that. */
export function followPointers(canvas: HTMLCanvasElement, scene: Scene, press: (group: Group) => void): () => void {
  const down = new Map<number, Point>();
  let travelled = 0;
  const place = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const begin = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    if (down.size === 1) travelled = 0;
  };
  const move = (event: PointerEvent): void => {
    const at = place(event);
    const before = down.get(event.pointerId);
    if (before === undefined) {
      canvas.style.cursor = scene.pointAt(at) === null ? "" : "pointer";
      return;
    }
    travelled += Math.hypot(at.x - before.x, at.y - before.y);
    if (down.size === 1 && travelled > STILL) scene.move(at.x - before.x, at.y - before.y);
    if (down.size === 2) pinch(scene, before, at, [...down].find(([id]) => id !== event.pointerId)![1]);
    if (down.size > 1) travelled += STILL;
    down.set(event.pointerId, at);
  };
  const end = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId) || event.type !== "pointerup" || travelled > STILL) return;
    const group = scene.pointAt(place(event));
    if (group !== null) press(group);
  };
  // A finger leaves whenever it is lifted: what it has pressed stays told.
  const leave = (event: PointerEvent): void => {
    if (event.pointerType === "mouse") scene.point(null);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    scene.zoom(Math.exp(-event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 0.05 : 0.002)), place(event));
  };
  const ending = new AbortController();
  const { signal } = ending;
  canvas.addEventListener("pointerdown", begin, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  canvas.addEventListener("pointerup", end, { signal });
  canvas.addEventListener("pointercancel", end, { signal });
  canvas.addEventListener("pointerleave", leave, { signal });
  canvas.addEventListener("wheel", wheel, { signal, passive: false });
  return () => ending.abort();
}

/** One finger has moved, the *other* stands still. */
function pinch(scene: Scene, before: Point, at: Point, other: Point): void {
  const distance = (one: Point): number => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
  scene.move((at.x - before.x) / 2, (at.y - before.y) / 2);
  scene.zoom(distance(at) / distance(before), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
}

const STEP = 80;
export const ZOOM = 1.8;

/** Does what a key means; returns whether it means anything. */
export function pressKey(key: string, scene: Scene, press: (group: Group) => void): boolean {
  const pointed = scene.pointed.value;
  if (key === "Enter" && pointed !== null) press(pointed.group);
  else if (KEYS[key] !== undefined) KEYS[key](scene);
  else return false;
  return true;
}

const KEYS: Record<string, (scene: Scene) => void> = {
  ArrowLeft: (scene) => scene.move(STEP, 0),
  ArrowRight: (scene) => scene.move(-STEP, 0),
  ArrowUp: (scene) => scene.move(0, STEP),
  ArrowDown: (scene) => scene.move(0, -STEP),
  "+": (scene) => scene.step(ZOOM),
  "=": (scene) => scene.step(ZOOM),
  "-": (scene) => scene.step(1 / ZOOM),
  "0": (scene) => scene.fit(),
  n: (scene) => scene.pointNext(1),
  p: (scene) => scene.pointNext(-1),
  Escape: (scene) => scene.point(null),
};
