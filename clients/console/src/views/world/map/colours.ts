/** The colours of the theme, for what is painted. */
import { STATES, type State } from "../../../world/state.js";

export interface Colours {
  sea: string;
  land: string;
  border: string;
  surface: string;
  text: string;
  muted: string;
  accent: string;
  state: Record<State, string>;
}

/** Reads what the theme is now. */
export function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: colour("sea"),
    land: colour("land"),
    border: colour("border-of-land"),
    surface: colour("surface"),
    text: colour("text"),
    muted: colour("muted"),
    accent: colour("accent"),
    state: Object.fromEntries(STATES.map((state) => [state, colour(state)])) as Record<State, string>,
  };
}
