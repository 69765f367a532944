/** The state of a connector in colour, shape and words: nobody has to tell colours apart. */
import { WORDS, type State } from "../world/state.js";

export function StateChip({ state, text }: { state: State; text?: string }) {
  return (
    <span class={`chip ${state}`}>
      <i aria-hidden="true" />
      {text ?? WORDS[state]}
    </span>
  );
}

/** One dot for each connector, in order. */
export function StateDots({ states }: { states: readonly State[] }) {
  return (
    <span class="dots" role="img" aria-label={states.map((state) => WORDS[state]).join(", ")}>
      {states.map((state, index) => (
        <i key={index} class={state} />
      ))}
    </span>
  );
}
