/** The token itself: its parts in colour, to be taken along, or another one in its place. */
import { url } from "../../api/http.js";
import { CopyButton } from "../../components/copy.js";
import { Field } from "../../components/form.js";
import { credentials } from "./credentials.js";
import { bare } from "./jwt.js";

interface Props {
  text: string;
  /** Sent beside it; null where the token itself names it. */
  organization: string | null;
  onChange: (text: string) => void;
}

export function Text({ text, organization, onChange }: Props) {
  const token = bare(text);
  return (
    <section class="panel steps token" aria-label="The token">
      <h2>The token</h2>
      {token !== "" && (
        <>
          <pre class="parts" tabIndex={0} aria-label="The token as it is sent">
            {token.split(".").flatMap((part, index) => [index > 0 && ".", <span class={PARTS[index] ?? ""}>{part}</span>])}
          </pre>
          <Copies token={token} organization={organization} />
        </>
      )}
      <details>
        <summary>Look at another token</summary>
        <Field name="A token, or the header with it" hint="It is taken apart in this page, and sent when you try it.">
          {(id, hintId) => (
            <textarea id={id} aria-describedby={hintId} value={text} spellcheck={false} autocomplete="off" onInput={({ currentTarget }) => onChange(currentTarget.value)} />
          )}
        </Field>
      </details>
    </section>
  );
}

const PARTS = ["header", "payload", "signature"];

function Copies({ token, organization }: { token: string; organization: string | null }) {
  const header = `Authorization: Bearer ${token}`;
  const headers = Object.entries(credentials(token, organization)).map(([name, value]) => `-H '${name}: ${value}'`);
  return (
    <div class="bar" role="group" aria-label="Copy">
      <CopyButton text={token} label="Copy token" />
      <CopyButton text={header} label="Copy header" />
      <CopyButton text={`export TOKEN='${token}'`} label="Copy export" />
      <CopyButton text={`curl -s '${url("locations")}' ${headers.join(" ")}`} label="Copy curl" />
    </div>
  );
}
