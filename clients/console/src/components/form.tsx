/** Fields of a form, each with its name and what it is for. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
  name: string;
  hint?: string;
  /** What is wrong with what it holds. */
  problem?: string | null;
  /** Given the id of the control, and of what describes it. */
  children: (id: string, describedBy: string | undefined) => ComponentChildren;
}

export function Field({ name, hint, problem = null, children }: Props) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const problemId = problem === null ? undefined : `${id}-problem`;
  const describedBy = [problemId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children(id, describedBy)}
      {problem !== null && (
        <small id={problemId} class="problem">
          {problem}
        </small>
      )}
      {hint !== undefined && (
        <small id={hintId} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly { value: Value; name: string }[];
  onChange: (value: Value) => void;
}

/** A few choices of which one holds, side by side. */
export function Choice<Value extends string>({ label, value, choices, onChange }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="hidden">{label}</legend>
      {choices.map((one) => (
        <label key={one.value}>
          <input type="radio" name={name} checked={one.value === value} onChange={() => onChange(one.value)} />
          <span>{one.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
