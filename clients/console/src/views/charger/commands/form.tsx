/** The fields of a command that needs more than a press. */
import { useState } from "preact/hooks";
import { againstJson } from "../../../api/json.js";
import { Action } from "../../../components/action.js";
import { Field as Labelled } from "../../../components/form.js";
import { Suggestions } from "../../../components/suggestions.js";
import type { Command, Field } from "./catalog.js";
import type { Payload } from "./possible.js";

interface Props {
  command: Command;
  beginning: Payload;
  against: string | null;
  send: (payload: Payload) => Promise<string>;
  close: () => void;
}

type Written = Record<string, string>;

export function CommandForm({ command, beginning, against, send, close }: Props) {
  const fields = command.fields ?? [];
  const [written, write] = useState<Written>(() => Object.fromEntries(fields.map((field) => [field.name, spelled(field, beginning)])));
  const problems = fields.map((field) => wrong(field, written[field.name] ?? ""));
  const problem = problems.find((one) => one !== null) ?? null;
  const submit = () => send({ ...connectorOf(beginning), ...Object.assign({}, ...fields.map((field) => read(field, written))) });
  return (
    <form class="command-form" aria-label={command.name}>
      {fields.map((field, index) => (
        <Labelled key={field.name} name={field.label} {...hint(field, problems[index] ?? null)}>
          {(id, hintId) => (
            <Input
              {...{ field, id, hintId }}
              value={written[field.name] ?? ""}
              wrong={problems[index] !== null}
              write={(text) => write({ ...written, [field.name]: text })}
            />
          )}
        </Labelled>
      ))}
      <div class="bar">
        <Action kind="primary" act={submit} against={against ?? problem} label={`Send: ${command.name}`} submits>
          Send
        </Action>
        <button type="button" onClick={close}>
          Cancel
        </button>
        {against !== null && <small class="problem">{against}</small>}
      </div>
    </form>
  );
}

interface InputProps {
  field: Field;
  id: string;
  hintId: string | undefined;
  value: string;
  wrong: boolean;
  write: (text: string) => void;
}

function Input({ field: { kind, suggestions }, id, hintId, value, wrong, write }: InputProps) {
  const about = { id, "aria-describedby": hintId, "aria-invalid": wrong || undefined, value };
  if (kind === "json") return <textarea {...about} spellcheck={false} onInput={({ currentTarget }) => write(currentTarget.value)} />;
  if (kind === "text" || kind === "number") {
    const list = suggestions && `${id}-list`;
    return (
      <>
        <input {...about} list={list} inputMode={kind === "number" ? "numeric" : "text"} onInput={({ currentTarget }) => write(currentTarget.value)} />
        {list && <Suggestions id={list} of={suggestions} />}
      </>
    );
  }
  return (
    <select {...about} onChange={({ currentTarget }) => write(currentTarget.value)}>
      {kind.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}

const hint = (field: Field, problem: string | null): { hint?: string } => {
  const text = problem ?? field.hint;
  return text === undefined ? {} : { hint: text };
};

function spelled({ name, kind }: Field, beginning: Payload): string {
  const value = beginning[name];
  if (kind === "json") return JSON.stringify(value ?? {}, null, 2);
  return value === undefined ? "" : String(value);
}

/** What is wrong with a field as it is written; null if nothing is. */
function wrong({ kind, optional, blank, label }: Field, text: string): string | null {
  if (kind === "json") return unreadable(text);
  if (text.trim() === "") return optional || blank ? null : `${label} is missing`;
  return kind === "number" && !Number.isInteger(Number(text)) ? `${label} is a whole number` : null;
}

const unreadable = (text: string): string | null =>
  againstJson(text) ?? (typeof JSON.parse(text) === "object" ? null : "An object or a list is wanted");

function read({ name, kind, blank }: Field, written: Written): Payload {
  const text = written[name] ?? "";
  if (kind === "json") return { [name]: JSON.parse(text) as unknown };
  if (text.trim() === "" && !blank) return {};
  return { [name]: kind === "number" ? Number(text) : text };
}

const connectorOf = ({ connector_id }: Payload): Payload => (connector_id === undefined ? {} : { connector_id });
