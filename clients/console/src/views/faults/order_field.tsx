/** One field of the fault that is being written. */
import { useState } from "preact/hooks";
import { Field } from "../../components/form.js";
import { Suggestions } from "../../components/suggestions.js";
import { at, problemAt, type Editing } from "./order.js";
import { TEXT, type Reading } from "./readings.js";

interface Props {
  editing: Editing;
  /** Such as `match.path`. */
  place: string;
  name: string;
  hint?: string;
  reading?: Reading;
  placeholder?: string;
  suggestions?: readonly string[];
  kind?: "short" | "lines";
}

export function OrderField({ editing, place, name, hint, reading = TEXT, placeholder, suggestions, kind }: Props) {
  const [text, type] = useTyped(at(editing.order, place), reading);
  const problem = problemAt(editing.problems, place);
  const change = (given: string) => {
    type(given);
    editing.set({ [place]: reading.read(given) });
  };
  const control = {
    placeholder,
    value: text,
    spellcheck: false,
    "aria-invalid": problem !== null || undefined,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => change(currentTarget.value),
  };
  return (
    <Field name={name} problem={problem} {...(hint === undefined ? {} : { hint })}>
      {(id, describedBy) =>
        kind === "lines" ? (
          <textarea id={id} class="few-lines" rows={2} aria-describedby={describedBy} {...control} />
        ) : (
          <>
            <input
              id={id}
              class={kind ?? ""}
              list={suggestions && `${id}-suggestions`}
              autocomplete="off"
              aria-describedby={describedBy}
              {...control}
            />
            {suggestions && <Suggestions id={`${id}-suggestions`} of={suggestions} />}
          </>
        )
      }
    </Field>
  );
}

/** What was typed, for as long as it means *value*: `0.` is not made `0` while more is to come. */
function useTyped(value: unknown, { read, write }: Reading): [string, (text: string) => void] {
  const [typed, type] = useState(write(value));
  return [JSON.stringify(read(typed)) === JSON.stringify(value) ? typed : write(value), type];
}

interface SelectProps {
  editing: Editing;
  place: string;
  name: string;
  /** What it says where the field is left out. */
  none: string;
  choices: readonly { value: string; name: string }[];
}

export function OrderSelect({ editing, place, name, none, choices }: SelectProps) {
  const value = at(editing.order, place);
  return (
    <Field name={name} problem={problemAt(editing.problems, place)}>
      {(id, describedBy) => (
        <select
          id={id}
          aria-describedby={describedBy}
          value={typeof value === "string" ? value : ""}
          onChange={({ currentTarget }) => editing.set({ [place]: currentTarget.value || undefined })}
        >
          <option value="">{none}</option>
          {choices.map((one) => (
            <option key={one.value} value={one.value}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
