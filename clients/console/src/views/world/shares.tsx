/** How many connectors are in which state, as few shapes with numbers. */
import { count } from "../../components/units.js";
import { WORDS } from "../../world/state.js";
import { countOf, statesIn, type Tally } from "./tally.js";

export function Shares({ tally }: { tally: Tally }) {
  return (
    <span class="shares">
      {statesIn(tally).map((state) => (
        <span key={state} class={`chip ${state}`} title={WORDS[state]}>
          <i aria-hidden="true" />
          {count(countOf(tally, state))}
          <span class="hidden"> {WORDS[state].toLowerCase()}</span>
        </span>
      ))}
    </span>
  );
}
