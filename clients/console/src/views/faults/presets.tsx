/** What the real service is known to do, at the press of a button. */
import { useState } from "preact/hooks";
import { ask, get, path } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { useFetched } from "../../components/fetched.js";
import { Field } from "../../components/form.js";
import { Suggestions } from "../../components/suggestions.js";
import { counted } from "../../components/units.js";
import { aboutWhom } from "../../world/names.js";
import { chargers, organizationId } from "../../world/world.js";
import type { Fault } from "./fault.js";

interface Preset {
  name: string;
  description: string;
}

interface Ordered {
  faults: Fault[];
  provisioning_failures: unknown[];
  chargers: string[];
}

const OF_A_CHARGER = "charger-offline";
const OF_ONE_ORGANIZATION = new Set([OF_A_CHARGER, "provisioning-failure", "partial-batch-failure"]);

export function Presets({ again }: { again: () => Promise<void> }) {
  const { value, problem } = useFetched(() => get<{ data: Preset[] }>("dev/faults/presets"), []);
  return (
    <section class="panel" aria-label="Presets">
      <h2>Presets</h2>
      <p class="muted">What the real service is known to do, for {aboutWhom.value}.</p>
      {problem !== null && <p class="problem">{problem}</p>}
      <ul class="cards">
        {value?.data.map((preset) => (
          <Card key={`${preset.name} ${organizationId.value}`} preset={preset} again={again} />
        ))}
      </ul>
    </section>
  );
}

function Card({ preset: { name, description }, again }: { preset: Preset; again: () => Promise<void> }) {
  const [charger, setCharger] = useState("");
  const order = async () => {
    const body = name === OF_A_CHARGER ? aboutCharger(charger.trim()) : { organization_id: organizationId.value };
    const ordered = await ask<Ordered>("POST", path`dev/faults/presets/${name}`, { body });
    await again();
    return `${name}: ${came(ordered)}`;
  };
  return (
    <li>
      <strong>{name}</strong>
      <p class="muted">
        {description}
        {OF_ONE_ORGANIZATION.has(name) && organizationId.value === null && " Applies to the first organization unless one is chosen above."}
      </p>
      {name === OF_A_CHARGER && <WhichCharger charger={charger} choose={setCharger} />}
      <Action act={order} label={`Order ${name}`}>
        Order
      </Action>
    </li>
  );
}

/** Whom the preset of a charger is about: one that is named by its identity, or by its id, or every one. */
function aboutCharger(written: string) {
  if (written === "") return { organization_id: organizationId.value };
  const meant = chargers.value.find(({ identity }) => identity === written) ?? chargers.value.find(({ id }) => id === written);
  return { organization_id: meant?.organization_id ?? organizationId.value, charger_id: meant?.id ?? written };
}

/** As many identities as a list can offer: any other can be typed. */
const MOST_OFFERED = 200;

function WhichCharger({ charger, choose }: { charger: string; choose: (written: string) => void }) {
  const offered = chargers.value.slice(0, MOST_OFFERED).map(({ identity, name }) => ({ value: identity, text: name }));
  return (
    <Field name="Charger" hint="Identity; leave empty for every charger">
      {(id, hintId) => (
        <>
          <input
            id={id}
            aria-describedby={hintId}
            list={`${id}-chargers`}
            autocomplete="off"
            value={charger}
            onInput={({ currentTarget }) => choose(currentTarget.value)}
          />
          <Suggestions id={`${id}-chargers`} of={offered} />
        </>
      )}
    </Field>
  );
}

function came({ faults, provisioning_failures, chargers }: Ordered): string {
  if (faults.length > 0) return "it waits for the next requests";
  if (provisioning_failures.length > 0) return "it waits for the next creation";
  return `${counted(chargers.length, "charger")} ${chargers.length === 1 ? "goes" : "go"} offline`;
}
