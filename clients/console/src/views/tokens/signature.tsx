/** The signature of a token, checked where the key is public. */
import { useFetched } from "../../components/fetched.js";
import { bytesOf, type Decoded } from "./jwt.js";
import { judge } from "./verdict.js";

export function Signature({ token }: { token: Decoded }) {
  const { value, problem } = useFetched(() => judge(token), [token.parts.join(".")]);
  return (
    <section class="panel" aria-label="Signature">
      <h2>Signature</h2>
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      {value !== undefined && (
        <p class={`verdict ${value.kind}`} role="status">
          <b>{NAMES[value.kind]}</b> {value.words}
        </p>
      )}
      <Bytes part={token.parts[2]} />
    </section>
  );
}

function Bytes({ part }: { part: string }) {
  if (part === "") return null;
  const bytes = decodedBytes(part);
  if (bytes === null) return <p class="muted">It is no base64url.</p>;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return (
    <p class="bytes">
      <span class="muted">{`${bytes.length} bytes`}</span> <code>{hex}</code>
    </p>
  );
}

function decodedBytes(part: string): Uint8Array | null {
  try {
    return bytesOf(part);
  } catch {
    return null;
  }
}

const NAMES = { good: "Verified", bad: "Not good", unknown: "Not checked" } as const;
