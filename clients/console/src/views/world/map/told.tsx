/** What is pointed at on the map, in words. */
import { useMemo } from "preact/hooks";
import { counted, power } from "../../../components/units.js";
import { Shares } from "../shares.js";
import { inWords } from "../tally.js";
import type { Group } from "./groups.js";
import type { Scene } from "./scene.js";

/** Pixels that a text is wide, at most. */
const WIDTH = 240;

export function Told({ scene }: { scene: Scene }) {
  const pointed = scene.pointed.value;
  const { width, height } = scene.size.value;
  // Read out once, not whenever a connector of it changes.
  const spoken = useMemo(() => (pointed === null ? "" : `${pointed.group.name}: ${inWords(pointed.group)}`), [pointed?.group.key]);
  return (
    <div class="told-place">
      <p class="hidden" role="status">
        {spoken}
      </p>
      {pointed !== null && (
        <div aria-hidden="true" class={pointed.y > height / 2 ? "above" : "below"} style={placed(pointed, Math.min(WIDTH, width - 16), width)}>
          <Words group={pointed.group} />
        </div>
      )}
    </div>
  );
}

function Words({ group }: { group: Group }) {
  const [{ location } = { location: null }, another] = group.places;
  return (
    <>
      <b>{group.name}</b>
      <span class="muted">{another === undefined ? `${location?.address}, ${location?.city}` : counted(group.places.length, "location")}</span>
      <Shares tally={group} />
      <span class="muted">
        {counted(group.chargers, "charger")}
        {group.power_w > 0 && `, ${power(group.power_w)}`}
      </span>
    </>
  );
}

function placed({ x, y, radius }: { x: number; y: number; radius: number }, own: number, width: number) {
  const left = Math.min(Math.max(8, x - own / 2), width - own - 8);
  return { left: `${left}px`, width: `${own}px`, "--edge": `${radius + 8}px`, top: `${y}px` };
}
