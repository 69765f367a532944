/** A button for every command; what the state forbids tells why. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { useFetched, type Fetched } from "../../../components/fetched.js";
import { Choice, Field } from "../../../components/form.js";
import { condition, type ChargerNow } from "../charger.js";
import type { Watch } from "../watch.js";
import { CommandButton } from "./button.js";
import { GROUPS, type Command } from "./catalog.js";
import { CommandForm } from "./form.js";
import { askPossible, beginning, objection, payloadOf, waiting, type About, type Payload, type Possible } from "./possible.js";
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
  const [written, write] = useState(TAG);
  const [open, setOpen] = useState<string | null>(null);
  const about = { connector, tag: written.trim() || TAG };
  const { value: possible, problem, again } = usePossible(charger, about, watch);
  // Said once for all: buttons that wait tell it to those who do not see it.
  const waits = new Set([...(possible?.values() ?? [])].flatMap((one) => waiting(one) ?? []));
  const act = async (command: Command, payload: Payload) => {
    try {
      return await send(charger, command, payload);
    } finally {
      await Promise.all([watch.look(), again()]);
    }
  };
  return (
    <section class="panel commands" aria-labelledby="commands">
      <div class="title">
        <h2 id="commands">Commands</h2>
        {problem !== null && <p class="problem">{problem}</p>}
      </div>
      {[...waits].map((reason) => (
        <p key={reason} class="waits" aria-hidden="true">
          {reason}
        </p>
      ))}
      <div class="bar">
        <WhichConnector {...{ charger, connector, selectConnector }} />
        <Field name="Id tag">{(id) => <input id={id} value={written} maxLength={36} placeholder={TAG} onInput={({ currentTarget }) => write(currentTarget.value)} />}</Field>
      </div>
      {GROUPS.map(({ name, commands }) => (
        <div key={name} role="group" aria-label={name} class="group">
          <h3>{name}</h3>
          <div class="buttons">
            {commands.map((command) => {
              const found = possible?.get(command.id);
              const isOpen = open === command.id;
              const payload = payloadOf(found, about);
              return (
                <Fragment key={command.id}>
                  <CommandButton
                    command={command}
                    possible={found}
                    open={isOpen}
                    toggle={() => setOpen(isOpen ? null : command.id)}
                    send={() => act(command, payload)}
                  />
                  {isOpen && (
                    <CommandForm
                      key={connector}
                      command={command}
                      beginning={beginning(command, payload, charger)}
                      against={objection(found)}
                      send={(payload) => act(command, payload)}
                      close={() => setOpen(null)}
                    />
                  )}
                </Fragment>
              );
            })}
          </div>
        </div>
      ))}
      <Sent charger={charger} watch={watch} />
    </section>
  );
}

/** What is possible: asked anew when the charger has come into another state, or has been told something. */
function usePossible(charger: ChargerNow, about: About, watch: Watch): Fetched<Map<string, Possible>> {
  const because = [about.connector, about.tag, condition(charger), watch.commands.value];
  return useFetched(() => askPossible(charger.id, about), [charger.id], because);
}

function WhichConnector({ charger, connector, selectConnector }: Pick<Props, "charger" | "connector" | "selectConnector">) {
  const choices = [
    { value: "", name: "Any" },
    ...charger.connectors.map(({ number }) => ({ value: String(number), name: String(number) })),
  ];
  return (
    <div class="field">
      <span class="label" aria-hidden="true">
        Connector
      </span>
      <Choice
        label="Connector"
        value={connector === null ? "" : String(connector)}
        choices={choices}
        onChange={(value) => selectConnector(value === "" ? null : Number(value))}
      />
    </div>
  );
}
