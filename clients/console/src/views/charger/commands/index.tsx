/** A button for every command; what the state forbids tells why. */
import { useEffect, useState } from "preact/hooks";
import { Field } from "../../../components/form.js";
import { useFetched } from "../../../components/fetched.js";
import { Choice } from "../../../components/form.js";
import type { ChargerNow } from "../charger.js";
import type { Watch } from "../watch.js";
import { CommandButton } from "./button.js";
import { GROUPS, type Command } from "./catalog.js";
import { CommandForm } from "./form.js";
import { askPossible, beginning, objection, type Payload } from "./possible.js";
import { send } from "./sending.js";
import { Sent } from "./sent.js";

interface Props {
  charger: ChargerNow;
  connector: number | null;
  selectConnector: (connector: number | null) => void;
  watch: Watch;
}

const TAG = "CONSOLE";

export function Commands({ charger, connector, selectConnector, watch }: Props) {
  const [tag, setTag] = useState(TAG);
  const [open, setOpen] = useState<string | null>(null);
  const { value: possible, problem, again } = useFetched(() => askPossible(charger.id, { connector, tag: tag || TAG }), [charger.id, connector, tag]);
  // Each look may have brought the charger into another state.
  useEffect(() => void again(), [charger.at]);
  const act = async (command: Command, payload: Payload) => {
    try {
      return await send(charger, command, payload);
    } finally {
      await watch.look();
    }
  };
  return (
    <section class="panel commands" aria-labelledby="commands">
      <div class="title">
        <h2 id="commands">Commands</h2>
        {problem !== null && <p class="problem">{problem}</p>}
      </div>
      <div class="bar">
        <WhichConnector {...{ charger, connector, selectConnector }} />
        <Field name="Id tag">{(id) => <input id={id} value={tag} maxLength={36} onInput={({ currentTarget }) => setTag(currentTarget.value)} />}</Field>
      </div>
      {GROUPS.map(({ name, commands }) => (
        <div key={name} role="group" aria-label={name} class="group">
          <h3>{name}</h3>
          <div class="buttons">
            {commands.map((command) => (
              <CommandButton
                key={command.id}
                command={command}
                possible={possible?.get(command.id)}
                open={open === command.id}
                toggle={() => setOpen(open === command.id ? null : command.id)}
                send={(payload) => act(command, payload)}
              />
            ))}
          </div>
          {commands
            .filter(({ id }) => id === open)
            .map((command) => (
              <CommandForm
                key={`${command.id} ${connector ?? ""}`}
                command={command}
                beginning={beginning(command, possible?.get(command.id))}
                against={objection(possible?.get(command.id))}
                send={(payload) => act(command, payload)}
                close={() => setOpen(null)}
              />
            ))}
        </div>
      ))}
      <Sent charger={charger} />
    </section>
  );
}

function WhichConnector({ charger, connector, selectConnector }: Pick<Props, "charger" | "connector" | "selectConnector">) {
  const choices = [
    { value: "", name: "Whichever fits" },
    ...charger.connectors.map(({ number }) => ({ value: String(number), name: String(number) })),
  ];
  return (
    <div class="field">
      <b aria-hidden="true">Connector</b>
      <Choice
        label="Connector"
        value={connector === null ? "" : String(connector)}
        choices={choices}
        onChange={(value) => selectConnector(value === "" ? null : Number(value))}
      />
    </div>
  );
}
