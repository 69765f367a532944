/** A fault of one's own: a form, and the JSON that it makes; what the JSON says is what is sent. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused, send, type Problem } from "../../api/http.js";
import { againstJson, isObject } from "../../api/json.js";
import { Action } from "../../components/action.js";
import { CopyButton } from "../../components/copy.js";
import { Field } from "../../components/form.js";
import { organizationId } from "../../world/world.js";
import type { Fault } from "./fault.js";
import { withFields, type Editing, type Order } from "./order.js";
import { OrderEffect } from "./order_effect.js";
import { OrderField } from "./order_field.js";
import { OrderRequests } from "./order_requests.js";
import { OrderWhen } from "./order_when.js";
import { warned } from "./warnings.js";

export function Draft({ again }: { again: () => Promise<void> }) {
  const written = useWritten();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const editing: Editing = { order: written.order, set: written.set, problems };
  const add = async () => {
    setProblems([]);
    try {
      const told = await made(written.order);
      await again();
      return told;
    } catch (error) {
      if (error instanceof Refused) setProblems(error.problems);
      throw error;
    }
  };
  return (
    <section class="panel" aria-label="Add a fault">
      <h2>Add a fault</h2>
      <div class="draft">
        <OrderField editing={editing} place="name" name="Name" hint="How the list and the journal call it" placeholder="busy" />
        <div class="parts">
          <OrderEffect editing={editing} />
          <OrderRequests editing={editing} />
          <OrderWhen editing={editing} />
        </div>
        <details class="more">
          <summary>As JSON</summary>
          <Field name="What is sent" hint="POST /dev/faults" problem={written.problem}>
            {(id, describedBy) => (
              <textarea
                id={id}
                rows={10}
                aria-describedby={describedBy}
                aria-invalid={written.problem !== null || undefined}
                spellcheck={false}
                value={written.text}
                onInput={({ currentTarget }) => written.write(currentTarget.value)}
              />
            )}
          </Field>
          <CopyButton text={written.text} label="Copy JSON" />
        </details>
        {problems.length > 0 && (
          <ul class="problems" aria-label="Why the fault was refused">
            {problems.map(({ loc, msg }) => (
              <li key={`${loc.join(".")} ${msg}`} class="problem">
                {[loc.slice(1).join("."), msg].filter(Boolean).join(": ")}
              </li>
            ))}
          </ul>
        )}
        <div class="bar">
          <Action kind="primary" act={add} against={written.problem}>
            Add fault
          </Action>
          <button type="button" class="quiet" onClick={written.clear}>
            Clear
          </button>
        </div>
      </div>
    </section>
  );
}

/** Sends it, and tells what the sandbox says, warnings included. */
async function made(order: Order): Promise<string> {
  const answer = await send("POST", "dev/faults", { body: order });
  const fault = (await answer.json()) as Fault;
  const warnings = answer.headers.get("X-Sandbox-Warnings");
  if (warnings === null) return `${fault.name} is added`;
  warned(fault, warnings);
  return `${fault.name} is added, but: ${warnings}`;
}

/** One text and the order that it means; while it is no JSON, the last order that it meant. */
function useWritten() {
  const [order, setOrder] = useState<Order>(fresh);
  const [text, setText] = useState(() => spread(order));
  const problem = problemOf(text);
  const change = (changed: Order) => {
    setOrder(changed);
    setText(spread(changed));
  };
  const write = (given: string) => {
    setText(given);
    if (problemOf(given) === null) setOrder(JSON.parse(given) as Order);
  };
  const set = (fields: Record<string, unknown>) => change(withFields(order, fields));
  useChanged(organizationId.value, (chosen) => set({ "match.organization_id": chosen ?? undefined }));
  return { order, text, problem, set, write, clear: () => change(fresh()) };
}

/** Calls *react* when *value* is another than before. */
function useChanged<T>(value: T, react: (value: T) => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    react(value);
  }, [value]);
}

/** About the organization that is shown, if one is. */
const fresh = (): Order => withFields({ status: 503, times: 2 }, { "match.organization_id": organizationId.peek() ?? undefined });
const spread = (order: Order): string => JSON.stringify(order, null, 2);

const problemOf = (text: string): string | null =>
  againstJson(text) ?? (isObject(JSON.parse(text)) ? null : "A fault is an object: { … }");
