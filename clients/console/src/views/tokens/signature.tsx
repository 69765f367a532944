/** The signature of a token, checked where the key is public. */
import { useFetched } from "../../components/fetched.js";
import type { Decoded } from "./jwt.js";
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
    </section>
  );
}

const NAMES = { good: "Verified", bad: "Not good", unknown: "Not checked" } as const;
