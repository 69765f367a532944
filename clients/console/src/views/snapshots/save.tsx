/** Keeps the present state under a name; one that is taken is asked about. */
import { useState } from "preact/hooks";
import { ask } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { Field } from "../../components/form.js";
import { useProblems } from "../../components/problems.js";
import { aboutWhom } from "../../world/names.js";
import type { Snapshot } from "./snapshot.js";

interface SaveProps {
  whose: string | null;
  taken: string[];
  again: () => Promise<void>;
}

export function Save({ whose, taken, again }: SaveProps) {
  const [name, setName] = useState("");
  const { of, heard } = useProblems("name");
  const save = async () => {
    const body = { name: name === "" ? null : name, organization_id: whose };
    const kept = await ask<Snapshot>("POST", "dev/snapshots", { body });
    setName("");
    await again();
    return `Kept ${kept.records} records as ${kept.name}`;
  };
  const hint = taken.includes(name) ? "There is one of this name: it is replaced" : "Letters, digits, . _ and -; without one it is snapshot-1 and so on";
  return (
    <form class="bar labelled">
      <Field name={`Save the present state of ${aboutWhom.value} as`} hint={hint} problem={of("name")}>
        {(id, hintId) => (
          <input
            id={id}
            aria-describedby={hintId}
            placeholder="seeded"
            autocomplete="off"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      {taken.includes(name) ? (
        <ConfirmedAction
          question={`Replace ${name}?`}
          consequence="The snapshot of this name makes way for the present state."
          yes="Replace"
          act={() => heard(save)}
          submits
        >
          Save …
        </ConfirmedAction>
      ) : (
        <Action kind="primary" act={() => heard(save)} submits>
          Save
        </Action>
      )}
    </form>
  );
}
