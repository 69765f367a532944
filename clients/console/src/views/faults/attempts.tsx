/** A request to see what goes wrong, sent by hand as an app would send it. */
import { useState } from "preact/hooks";
import { get, Refused, send } from "../../api/http.js";
import { againstJson } from "../../api/json.js";
import type { Token } from "../../api/tokens.js";
import { Action } from "../../components/action.js";
import { Field } from "../../components/form.js";
import { nameOf } from "../../world/names.js";
import { organizationId, organizations, world } from "../../world/world.js";

interface Attempt {
  id: number;
  status: number;
  milliseconds: number;
  said: string;
}

const MOST_SHOWN = 8;
const UNAUTHORIZED = 401;

export function Attempts({ again }: { again: () => Promise<void> }) {
  const [path, setPath] = useState("/locations");
  const [attempts, setAttempts] = useState<Attempt[]>([]);
  const [token, setToken] = useState<Token | null>(null);
  const owner = organizationId.value ?? firstOrganization();
  const current = token?.organization_id === owner ? token : null;
  const signIn = async () => {
    const taken = await get<Token>("dev/token", { organization_id: owner });
    setToken(taken);
    return taken;
  };
  const attempt = async () => {
    const { access_token } = current ?? (await signIn());
    const came = await answered(path, access_token);
    setAttempts((before) => [{ id: (before[0]?.id ?? 0) + 1, ...came }, ...before].slice(0, MOST_SHOWN));
    await again();
  };
  return (
    <section class="panel" aria-label="Try it">
      <h2>Try it</h2>
      <form class="bar labelled">
        <Field name="GET" {...(owner === null ? {} : { hint: `as a user of ${nameOf(owner)}` })}>
          {(id, hintId) => (
            <input id={id} aria-describedby={hintId} value={path} spellcheck={false} onInput={({ currentTarget }) => setPath(currentTarget.value)} />
          )}
        </Field>
        <Action kind="primary" act={attempt} against={owner === null ? "There is no organization" : null} submits>
          Send
        </Action>
      </form>
      <ol class="attempts" aria-label="Answers, the newest first" aria-live="polite">
        {attempts.map(({ id, status, milliseconds, said }) => (
          <li key={id}>
            <b class={status >= 200 && status < 300 ? "good" : "bad"}>{status === 0 ? "none" : status}</b>
            <span>{said}</span>
            <small class="muted">{milliseconds} ms</small>
          </li>
        ))}
      </ol>
      {attempts[0]?.status === UNAUTHORIZED && (
        <Action act={() => signIn().then(() => "There is a new token")}>Take a new token</Action>
      )}
    </section>
  );
}

/** The oldest one, as routes have it that are not told which. */
function firstOrganization(): string | null {
  return organizations.value.length === 0 ? null : (world.organizations.keys().next().value ?? null);
}

async function answered(path: string, token: string): Promise<Omit<Attempt, "id">> {
  const began = performance.now();
  const took = () => Math.round(performance.now() - began);
  try {
    const answer = await send("GET", path.replace(/^\//, ""), { headers: { Authorization: `Bearer ${token}` } });
    const text = await answer.text();
    return { status: answer.status, milliseconds: took(), said: againstJson(text) === null ? `${text.length} characters of JSON` : "a body that cannot be read" };
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, milliseconds: took(), said: error.message };
    return { status: 0, milliseconds: took(), said: "The answer broke off" };
  }
}
