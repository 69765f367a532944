/** A request or a response: its headers and its body. */
import { CopyButton } from "../../components/copy.js";
import { Json } from "../../components/json.js";
import { bodyText, isCut } from "./entries.js";

interface Props {
  name: "Request" | "Response";
  headers: Record<string, string>;
  body: unknown;
  query?: string;
}

export function Message({ name, headers, body, query = "" }: Props) {
  const sent = [...new URLSearchParams(query)];
  return (
    <section class="panel steps message" aria-label={name}>
      <h2>{name}</h2>
      <Body name={name} headers={headers} body={body} />
      {sent.length > 0 && <Pairs title="Parameters" pairs={sent} />}
      <Pairs title="Headers" pairs={Object.entries(headers)} />
    </section>
  );
}

function Body({ name, headers, body }: Props) {
  if (body === null) return <p class="muted">No body.</p>;
  const label = `${name} body`;
  return (
    <div class="kept-body">
      {isCut(body, headers) && <p class="remark">The journal keeps 32 KiB of a body: this is its beginning.</p>}
      <CopyButton text={bodyText(body)} label={`Copy ${name === "Request" ? "request" : "response"} body`} />
      {typeof body === "string" ? (
        <pre class="json" tabIndex={0} aria-label={label}>
          {body}
        </pre>
      ) : (
        <Json value={body} label={label} />
      )}
    </div>
  );
}

function Pairs({ title, pairs }: { title: string; pairs: readonly [string, string][] }) {
  return (
    <>
      <h3>{title}</h3>
      <table class="pairs" aria-label={title}>
        <tbody>
          {pairs.map(([name, value], index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
