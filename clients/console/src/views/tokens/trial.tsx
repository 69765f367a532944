/** What a call with a token is answered. */
import { useState } from "preact/hooks";
import { url } from "../../api/http.js";
import { jsonOrText } from "../../api/json.js";
import { Action } from "../../components/action.js";
import { Choice } from "../../components/form.js";
import { Json } from "../../components/json.js";
import { Outcome } from "../../components/outcome.js";
import { to } from "../../route.js";
import { credentials } from "./credentials.js";

const PATHS = [
  { value: "locations", name: "GET /locations" },
  { value: "catalog/brands", name: "GET /catalog/brands" },
] as const;
type Path = (typeof PATHS)[number]["value"];

interface Answer {
  token: string;
  path: Path;
  status: number;
  body: unknown;
  /** In the journal; only a refusal tells it. */
  request: string | null;
}

interface Props {
  token: string;
  /** Sent beside it; null where the token itself names it. */
  organization: string | null;
}

export function Trial({ token, organization }: Props) {
  const [path, setPath] = useState<Path>("locations");
  const [answer, setAnswer] = useState<Answer | null>(null);
  const callIt = async () => setAnswer(await call(path, token, organization));
  return (
    <section class="panel steps" aria-label="Try it">
      <h2>Try it</h2>
      <div class="bar">
        <Choice label="Call" value={path} choices={PATHS} onChange={setPath} />
        <Action kind="primary" act={callIt}>
          Try it
        </Action>
      </div>
      {organization !== null && <p class="muted">For an admin X-Organization-Id is sent: {organization}</p>}
      <div role="status">{answer?.token === token && <Answered answer={answer} />}</div>
    </section>
  );
}

function Answered({ answer: { path, status, body, request } }: { answer: Answer }) {
  return (
    <>
      <p class="answered">
        <span>GET /{path} is answered</span> <Outcome status={status} />
        {request !== null && <a href={to("requests", request)}>Why?</a>}
      </p>
      <Json value={body} label="Answer" />
    </>
  );
}

async function call(path: Path, token: string, organization: string | null): Promise<Answer> {
  const query = path === "locations" ? { limit: 1 } : {};
  const answer = await fetch(url(path, query), { headers: credentials(token, organization), cache: "no-store" }).catch(() => {
    throw new Error("The connection was closed without an answer");
  });
  // A fault may have spoilt it.
  const text = await answer.text();
  return { token, path, status: answer.status, body: jsonOrText(text), request: answer.headers.get("X-Sandbox-Request-Id") };
}
