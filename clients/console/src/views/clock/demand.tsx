/** Drivers who come by themselves: to whom, how many, and until when. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../../api/http.js";
import { numberOrText } from "../../api/json.js";
import { Action } from "../../components/action.js";
import { Field } from "../../components/form.js";
import { useListed } from "../../components/listed.js";
import { useProblems } from "../../components/problems.js";
import { dateTime } from "../../components/units.js";
import { nameOf } from "../../world/names.js";
import { organizationId } from "../../world/world.js";

interface Traffic {
  organization_id: string;
  since: string;
  seed: number;
  sessions_per_day: number;
  session_minutes: number;
  energy_kwh: number;
  refused_share: number;
  faults_per_day: number;
}

export function Demand({ owner }: { owner: string | null }) {
  const whose = organizationId.value;
  const { value, problem, again } = useListed<Traffic>("dev/demand");
  const coming = value?.data ?? [];
  const stop = async () => {
    await ask("DELETE", "dev/demand", { query: { organization_id: whose } });
    await again();
    return "No more drivers come; those who are there leave in time.";
  };
  return (
    <section class="panel steps" aria-label="Automatic sessions">
      <h2>Automatic sessions</h2>
      <p class="muted">
        Drivers come to the chargers of {owner ?? "all organizations"} by themselves, charge and leave; the same ones for the same seed.
      </p>
      {problem !== null && <p class="problem">{problem}</p>}
      <ul class="entries">
        {coming.map((one) => (
          <li key={one.organization_id}>
            <div class="what">
              <strong>{nameOf(one.organization_id)}</strong>
              <p class="muted">{inWords(one)}</p>
            </div>
          </li>
        ))}
      </ul>
      {value !== undefined && coming.length === 0 && <p class="muted">No drivers come by themselves.</p>}
      <Start whose={whose} again={again}>
        <Action kind="danger" act={stop} against={coming.length === 0 ? "No drivers come" : null}>
          Stop
        </Action>
      </Start>
    </section>
  );
}

function inWords(one: Traffic): string {
  return [
    `${one.sessions_per_day} sessions a day at each charger`,
    `${one.session_minutes} min or ${one.energy_kwh} kWh each`,
    `${Math.round(one.refused_share * 100)} % turned away`,
    `${one.faults_per_day} faults a day`,
    `seed ${one.seed}`,
    `since ${dateTime(one.since)}`,
  ].join(" · ");
}

const FIELDS = [
  { id: "sessions_per_day", name: "Sessions per day", usual: "24", hint: "at each charger, on average" },
  { id: "session_minutes", name: "Minutes of a session", usual: "45", hint: "or until it has its energy" },
  { id: "energy_kwh", name: "Energy of a session", usual: "18", hint: "kWh" },
  { id: "faults_per_day", name: "Faults per day", usual: "0.05", hint: "of each charger" },
  { id: "refused_share", name: "Share turned away", usual: "0.03", hint: "0 to 1" },
  { id: "seed", name: "Seed", usual: "1", hint: "whole number" },
] as const;

interface StartProps {
  whose: string | null;
  again: () => Promise<void>;
  children: ComponentChildren;
}

function Start({ whose, again, children }: StartProps) {
  const [wanted, setWanted] = useState<Record<string, string>>({});
  const [first, ...others] = FIELDS;
  const { of, heard } = useProblems(first.id, ...others.map(({ id }) => id));
  const start = async () => {
    const figures = Object.fromEntries(FIELDS.map(({ id, usual }) => [id, numberOrText(wanted[id] ?? usual)]));
    await ask("PUT", "dev/demand", { body: { ...figures, organization_id: whose } });
    await again();
    return figures[first.id] === 0 ? "Nobody will come: it is 0 sessions a day." : "Drivers come from now on.";
  };
  const field = ({ id, name, usual, hint }: (typeof FIELDS)[number]) => (
    <Field key={id} name={name} hint={hint} problem={of(id)}>
      {(fieldId, hintId) => (
        <input
          id={fieldId}
          class="short"
          aria-describedby={hintId}
          inputMode="decimal"
          value={wanted[id] ?? usual}
          onInput={({ currentTarget }) => setWanted({ ...wanted, [id]: currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <form class="demand">
      <div class="bar labelled">
        {field(first)}
        <Action kind="primary" act={() => heard(start)} submits>
          Let drivers come
        </Action>
        {children}
      </div>
      <details class="more">
        <summary>More about these drivers</summary>
        <div class="bar">{others.map(field)}</div>
      </details>
    </form>
  );
}
