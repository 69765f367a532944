/** The shapes of states, as the page has them in chips. */
import type { State } from "../../../world/state.js";

const FULL: [number, number] = [0, 2 * Math.PI];
/** Which part of a circle is filled. */
const FILLED: Partial<Record<State, [number, number]>> = {
  charging: FULL,
  occupied: FULL,
  suspended: [Math.PI / 2, (3 * Math.PI) / 2],
  reserved: [0, Math.PI],
};

/** Paints the shape of a state around *x*, *y*. */
export function paintShape(context: CanvasRenderingContext2D, state: State, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = context.strokeStyle = colour;
  context.beginPath();
  if (state === "faulted") diamond(context, x, y, radius);
  else if (state === "offline" || state === "unavailable") context.rect(x - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6);
  else context.arc(x, y, radius, ...(FILLED[state] ?? FULL));
  if (state === "available" || state === "unknown") {
    context.lineWidth = 1;
    context.stroke();
  } else context.fill();
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  const reach = radius * 1.25;
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
}
