/** The button of a command, with what it does or why it is not possible. */
import { useId } from "preact/hooks";
import { Action } from "../../../components/action.js";
import type { Command } from "./catalog.js";
import { objection, waiting, type Possible } from "./possible.js";

interface Props {
  command: Command;
  possible: Possible | undefined;
  open: boolean;
  toggle: () => void;
  send: () => Promise<string>;
}

export function CommandButton({ command, possible, open, toggle, send }: Props) {
  const { name, about, fields, danger } = command;
  const hintId = useId();
  const against = objection(possible);
  // A form that is open can still be closed.
  const usable = open || against === null;
  const waits = waiting(possible);
  return (
    <div class="command">
      {fields === undefined ? (
        <Action act={send} against={against} describedBy={hintId} {...(danger ? { kind: "danger" } : {})}>
          {name}
        </Action>
      ) : (
        <button type="button" class={danger ? "danger" : ""} aria-expanded={open} aria-disabled={!usable || undefined} aria-describedby={hintId} onClick={usable ? toggle : undefined}>
          {name} …
        </button>
      )}
      <small id={hintId} class="hint">
        {waits === null ? (against ?? about) : "Would wait"}
        {waits !== null && <span class="hidden">: {waits}</span>}
      </small>
    </div>
  );
}
