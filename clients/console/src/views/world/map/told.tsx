/** What is pointed at on the map, in words. */
import { counted, power } from "../../../components/units.js";
import { Shares } from "../shares.js";
import { nameOf, type Group } from "./groups.js";
import type { Scene } from "./scene.js";

/** Pixels that a text is wide, at most. */
const WIDTH = 240;

export function Told({ scene }: { scene: Scene }) {
  const pointed = scene.pointed.value;
  const { width, height } = scene.size.value;
  return (
    <div class="told-place" role="status">
      {pointed !== null && (
        <div class={pointed.y > height / 2 ? "above" : "below"} style={placed(pointed, Math.min(WIDTH, width - 16), width)}>
          <Words group={pointed.group} />
        </div>
      )}
    </div>
  );
}

function Words({ group }: { group: Group }) {
  const name = nameOf(group);
  const [first] = group.places;
  return (
    <>
      <b>{name ?? counted(group.places.length, "location")}</b>
      <span class="muted">
        {group.places.length === 1 ? `${first!.location.address}, ${first!.location.city}` : name !== null && counted(group.places.length, "location")}
      </span>
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
