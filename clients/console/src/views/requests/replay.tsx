/** A form that sends a request again, changed or not. */
import { useId, useState } from "preact/hooks";
import { ROLES } from "../../api/words.js";
import { Action } from "../../components/action.js";
import { Field } from "../../components/form.js";
import { done, failed } from "../../shell/notices.js";
import { organizations } from "../../world/world.js";
import type { Entry } from "./entries.js";
import { addressOf } from "./address.js";
import { against, draftOf, NOBODY, resend, sender, type Draft, type Sender } from "./resend.js";

export function Replay({ entry }: { entry: Entry }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(entry));
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  const title = useId();
  const reason = against(entry, draft);
  return (
    <form class="panel steps replay" aria-labelledby={title}>
      <h2 id={title}>Replay</h2>
      <Field name={`${entry.method}: path and query`}>
        {(id) => <input id={id} type="text" value={draft.target} spellcheck={false} onInput={({ currentTarget }) => change({ target: currentTarget.value })} />}
      </Field>
      <Field name="Body">
        {(id) => <textarea id={id} value={draft.body} spellcheck={false} onInput={({ currentTarget }) => change({ body: currentTarget.value })} />}
      </Field>
      <From chosen={draft.sender} asSent={draftOf(entry).sender} onChange={(from) => change({ sender: from })} />
      {reason !== null && <p class="remark" role="status">{reason}</p>}
      <div class="bar">
        <Action kind="primary" act={() => replay(entry, draft)} against={reason} submits>
          Send
        </Action>
        <span class="muted">Other headers are sent as they were, as far as a page may.</span>
      </div>
    </form>
  );
}

async function replay(entry: Entry, draft: Draft): Promise<void> {
  const { id, status } = await resend(entry, draft);
  const answered = status === null ? "closed without an answer" : `answered ${status}`;
  const tell = status === null || status >= 400 ? failed : done;
  tell(id === null ? `Replayed, and ${answered}; the journal does not keep it` : `Replayed as request ${id}, ${answered}`);
  if (id !== null) location.hash = addressOf(id);
}

interface FromProps {
  chosen: Sender;
  asSent: Sender;
  onChange: (from: Sender) => void;
}

/** Who is to send it; a fresh token is made for each try. */
function From({ chosen, asSent, onChange }: FromProps) {
  const offered = [{ from: NOBODY, name: "Nobody: no token" }, ...ROLES.flatMap(ofEach)];
  const known = offered.some(({ from }) => from === asSent);
  return (
    <Field name="Sent by" hint="With a fresh token.">
      {(id, hintId) => (
        <select id={id} aria-describedby={hintId} value={chosen} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {!known && <option value={asSent}>{asSent}</option>}
          {offered.map(({ from, name }) => (
            <option key={from} value={from}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

const NAMES = { user: "User", admin: "Admin" } as const;

const ofEach = (role: (typeof ROLES)[number]) =>
  organizations.value.map((one) => ({ from: sender(role, one.id), name: `${NAMES[role]} of ${one.name}` }));
