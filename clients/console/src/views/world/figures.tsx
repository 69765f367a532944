/** The world in six figures; a press on one shows what it counts. */
import type { ComponentChildren } from "preact";
import { count, power } from "../../components/units.js";
import type { State } from "../../world/state.js";
import { locations } from "../../world/world.js";
import { EVERYTHING, isNarrow, narrow, type Filter } from "./filter.js";
import { filter, total } from "./found.js";
import { countOf } from "./tally.js";

export function Figures() {
  const tally = total.value;
  return (
    <div class="figures" role="group" aria-label="The world in figures">
      <Figure name="Locations" shows={{ list: "locations" }}>
        {count(locations.value.length)}
      </Figure>
      <Figure name="Chargers" shows={{}}>
        {count(tally.chargers)}
      </Figure>
      <Figure name="Connectors charging" kind="charging" shows={{ states: ["charging"] }}>
        {count(countOf(tally, "charging"))}
      </Figure>
      <Figure name="Power now" shows={{ drawing: true }}>
        {power(tally.power_w)}
      </Figure>
      <Figure name="Connectors faulted" kind="faulted" shows={{ states: ["faulted"] }}>
        {count(countOf(tally, "faulted"))}
      </Figure>
      <Figure name="Chargers offline" kind="offline" shows={{ states: ["offline"] }}>
        {count(tally.offline)}
      </Figure>
    </div>
  );
}

interface Props {
  name: string;
  kind?: State;
  shows: Partial<Filter>;
  children: ComponentChildren;
}

function Figure({ name, kind, shows, children }: Props) {
  const wanted = { ...EVERYTHING, ...shows };
  const isShown = same(wanted, filter.value);
  return (
    <button type="button" class={`figure ${kind ?? ""}`} aria-pressed={isShown} onClick={() => narrow(isShown ? EVERYTHING : wanted)}>
      <span class="name">
        {kind !== undefined && <i class={kind} aria-hidden="true" />}
        {name}
      </span>
      <b>{children}</b>
    </button>
  );
}

function same(one: Filter, other: Filter): boolean {
  if (!isNarrow(one)) return !isNarrow(other) && one.list === other.list;
  return one.drawing === other.drawing && one.states.join() === other.states.join() && other.text === "" && other.version === null;
}
