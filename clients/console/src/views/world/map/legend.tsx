/** The shapes of the states, with how many connectors are in each; a press shows only those. */
import { StateChip } from "../../../components/state.js";
import { count } from "../../../components/units.js";
import { STATES, type State } from "../../../world/state.js";
import { narrow } from "../filter.js";
import { filter, total } from "../found.js";
import { countOf } from "../tally.js";

export function Legend() {
  return (
    <ul class="legend" aria-label="States of connectors">
      {STATES.map((state) => (
        <li key={state}>
          <Toggle state={state} />
        </li>
      ))}
    </ul>
  );
}

function Toggle({ state }: { state: State }) {
  const { states } = filter.value;
  const chosen = states.includes(state);
  const others = chosen ? states.filter((one) => one !== state) : [...states, state];
  const connectors = count(countOf(total.value, state));
  return (
    <button type="button" class="quiet" aria-pressed={chosen} onClick={() => narrow({ states: others })}>
      <StateChip state={state} /> <b>{connectors}</b>
    </button>
  );
}
