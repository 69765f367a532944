/** One request and its answer, why it was answered so, and ways to send it again. */
import { useState } from "preact/hooks";
import { get, path } from "../../api/http.js";
import { Back } from "../../components/back.js";
import { useFetched } from "../../components/fetched.js";
import { Method } from "../../components/method.js";
import { Outcome } from "../../components/outcome.js";
import { About } from "./about.js";
import { addressOf } from "./address.js";
import { target, type Entry } from "./entries.js";
import { Why, type Explanation } from "./explanation.js";
import { Message } from "./message.js";
import { Replay } from "./replay.js";
import { Snippets } from "./snippets.js";

export function Detail({ id }: { id: string }) {
  const { value: entry, problem } = useFetched(() => get<Entry>(path`dev/requests/${id}`), [id]);
  return (
    <>
      <Back href={addressOf()} to="All requests" />
      {problem !== null && (
        <>
          <h1>Request {id}</h1>
          <p class="problem" role="alert">{problem}</p>
        </>
      )}
      {entry !== undefined && <Shown entry={entry} />}
    </>
  );
}

function Shown({ entry }: { entry: Entry }) {
  const [replaying, setReplaying] = useState(false);
  const { value: explanation, problem } = useFetched(() => get<Explanation>(path`dev/requests/${entry.id}/explain`), [entry.id]);
  return (
    <article class="request">
      <div class="title">
        <h1>
          <span class="hidden">Request {entry.id}: </span>
          <Method name={entry.method} /> <span class="target">{target(entry)}</span>
        </h1>
        <Outcome status={entry.status} />
        <button type="button" class={replaying ? "push" : "primary push"} aria-expanded={replaying} onClick={() => setReplaying(!replaying)}>
          {replaying ? "Close replay" : "Replay …"}
        </button>
      </div>
      {replaying && <Replay entry={entry} />}
      <About entry={entry} check={explanation?.check} />
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      {explanation !== undefined && <Why entry={entry} explanation={explanation} />}
      <div class="messages">
        <Message name="Request" headers={entry.headers} body={entry.body} query={entry.query} />
        {entry.status === null ? (
          <section class="panel steps message">
            <h2>Response</h2>
            <p class="muted">None: the connection was closed without an answer.</p>
          </section>
        ) : (
          <Message name="Response" headers={entry.answer_headers} body={entry.answer_body} />
        )}
      </div>
      <Snippets id={entry.id} />
    </article>
  );
}
