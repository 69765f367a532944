/** How long a kilometre is on the map. */
import type { Scene } from "./scene.js";

/** Pixels that the bar is long, at most. */
const LONGEST = 110;

export function ScaleBar({ scene }: { scene: Scene }) {
  const perPixel = scene.metresPerPixel.value;
  if (perPixel === 0) return null;
  const metres = rounded(LONGEST * perPixel);
  return (
    <div class="scale" style={{ width: `${metres / perPixel}px` }}>
      {metres >= 1000 ? `${metres / 1000} km` : `${metres} m`}
    </div>
  );
}

/** The largest 1, 2 or 5 with zeros that is not more. */
function rounded(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2].find((digit) => digit * power <= metres) ?? 1) * power;
}
