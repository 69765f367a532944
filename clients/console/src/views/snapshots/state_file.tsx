/** The state as a file, and back. */
import { useState } from "preact/hooks";
import { ask, Refused, url } from "../../api/http.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { Field } from "../../components/form.js";
import { counted } from "../../components/units.js";
import { aboutWhom, shownName } from "../../world/names.js";
import { organizationId } from "../../world/world.js";

interface Imported {
  organizations: number;
  locations: number;
  chargers: number;
  records: number;
}

export function StateFile() {
  const whose = organizationId.value;
  const [file, setFile] = useState<File | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setProblems([]);
  };
  const bringIn = async () => {
    setProblems([]);
    try {
      const brought = await ask<Imported>("POST", "dev/import", { query: { organization_id: whose }, body: file });
      return `Imported ${counted(brought.organizations, "organization")}, ${counted(brought.locations, "location")}, ${counted(brought.chargers, "charger")}`;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const lines = error.message.split("\n");
      setProblems(lines);
      throw new Error(lines.length === 1 ? lines[0] : `The file has ${lines.length} problems; nothing was changed`);
    }
  };
  return (
    <section class="panel steps" aria-label="Export and import">
      <h2>Export and import</h2>
      <p class="muted">The state of {aboutWhom.value} as a world file, which <code>serve --world</code> opens too.</p>
      <div class="bar">
        <a class="button" href={url("dev/export", { organization_id: whose })} download={fileName()}>
          Export {fileName()}
        </a>
      </div>
      <div class="bar">
        <Field name="World file">
          {(id) => (
            <input id={id} type="file" accept=".json,application/json" onChange={({ currentTarget }) => choose(currentTarget.files?.[0] ?? null)} />
          )}
        </Field>
        <ConfirmedAction
          question={`Replace ${whose === null ? "everything" : `all that ${aboutWhom.value} has`}?`}
          consequence={`All that is stored of ${aboutWhom.value} makes way for what ${file?.name ?? "the file"} says.`}
          yes="Import"
          act={bringIn}
          against={file === null ? "Choose a world file first" : null}
        >
          Import …
        </ConfirmedAction>
      </div>
      {problems.length > 0 && (
        <ul class="problems" aria-label="Problems of the file">
          {problems.map((line, index) => (
            <li key={index} class="problem">
              {line}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function fileName(): string {
  const name = (shownName.value ?? "state").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${name}.json`;
}
