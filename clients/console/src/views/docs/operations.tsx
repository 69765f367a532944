/** The operations of an edition. */
import { useState } from "preact/hooks";
import { url } from "../../api/http.js";
import { useFetched } from "../../components/fetched.js";
import { Choice } from "../../components/form.js";
import { Method } from "../../components/method.js";
import { counted } from "../../components/units.js";
import { Inline } from "./markdown.js";
import { EDITIONS, operations, type Edition, type Operation } from "./openapi.js";
import { hasWords, Search } from "./search.js";

export function Operations() {
  const [edition, setEdition] = useState<Edition>("platform");
  const [text, setText] = useState("");
  const { value, problem } = useFetched(() => operations(edition), [edition]);
  const found = value?.filter((one) => hasWords(text, one.method, one.path, one.summary, one.id, one.tag)) ?? [];
  return (
    <section class="panel steps" aria-label="Operations">
      <div class="bar">
        <Choice label="Edition" value={edition} choices={EDITIONS} onChange={setEdition} />
        <Search name="Search operations" text={text} change={setText} />
      </div>
      <p class="muted">
        {EDITIONS.find(({ value }) => value === edition)?.told} <span role="status">{counted(found.length, "operation")}</span> ·{" "}
        <a href={url("docs", { edition })}>Interactive page of {edition}</a> · <a href={url("openapi.json", { edition })}>OpenAPI document</a>
      </p>
      {problem !== null && <p class="problem">{problem}</p>}
      <ul class="operations" aria-label={`Operations of ${edition}`}>
        {found.map((one) => (
          <li key={one.id}>
            <Entry operation={one} />
          </li>
        ))}
      </ul>
      {value !== undefined && found.length === 0 && <p class="empty">No operation of {edition} has “{text}”.</p>}
    </section>
  );
}

function Entry({ operation }: { operation: Operation }) {
  const [isOpen, open] = useState(false);
  const { method, path, summary, scope, deprecated } = operation;
  return (
    <details class="operation" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>
        <Method name={method} />
        <code>{breakable(path)}</code>
        <span class={deprecated ? "deprecated" : ""}>
          <Inline text={summary} />
        </span>
        <small class="muted">{scope}</small>
      </summary>
      {isOpen && <Inputs operation={operation} />}
    </details>
  );
}

/** A path that goes on in a new line behind a slash where there is little room. */
const breakable = (path: string) => path.split(/(?<=\/)/).map((part) => [part, <wbr />]);

function Inputs({ operation: { description, inputs, answers } }: { operation: Operation }) {
  return (
    <div class="inputs">
      {description !== "" && <p><Inline text={description} /></p>}
      {inputs.length === 0 && <p class="muted">It takes no parameters.</p>}
      <dl>
        {inputs.map(({ name, place, type, required, description }) => (
          <div key={`${place} ${name}`}>
            <dt>
              <code>{name}</code> <small class="muted">{place}</small> {required && <small class="needed">required</small>}
            </dt>
            <dd>
              <code>{type}</code> <Inline text={description} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted">Answers: {answers.map(({ status, description }) => `${status} ${description}`).join(" · ")}</p>
    </div>
  );
}
