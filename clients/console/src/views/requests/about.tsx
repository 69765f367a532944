/** What the sandbox knows about a request: who sent it, which operation it meant, what was done to it. */
import { Fact, Facts } from "../../components/facts.js";
import { dateTime, duration } from "../../components/units.js";
import { to } from "../../route.js";
import { nameOf } from "../../world/names.js";
import { fateOfToken, type Entry, type Principal, type TokenFate } from "./entries.js";

interface Props {
  entry: Entry;
  /** The check that refused it, null for none; undefined while that is not known. */
  check: string | null | undefined;
}

export function About({ entry, check }: Props) {
  return (
    <section class="panel">
      <Facts label="About this request">
        <Fact name="At">
          <time dateTime={entry.at}>{dateTime(entry.at)}</time>
        </Fact>
        <Fact name="Took">{duration(entry.seconds)}</Fact>
        <Fact name="Operation">
          {entry.operation ?? "none"}
          {entry.editions.length > 0 && <span class="muted"> · {entry.editions.join(", ")}</span>}
        </Fact>
        <Fact name="Principal">{entry.principal === null ? "nobody: no token was sent that tells one" : <Who principal={entry.principal} fate={fateOfToken(entry, entry.principal, check)} />}</Fact>
        <Fact name="Organization">{entry.organization_id === null ? "none" : <Organization id={entry.organization_id} />}</Fact>
        <Fact name="SDK">{entry.sdk ?? "none"}</Fact>
        <Fact name="Fault">
          {entry.fault === null ? (
            "none"
          ) : (
            <a class="badge fault" href={to("faults")}>
              {entry.fault}
            </a>
          )}
        </Fact>
      </Facts>
    </section>
  );
}

const FATES: Record<TokenFate, { name: string; kind: string }> = {
  verified: { name: "verified", kind: "verified" },
  refused: { name: "token refused", kind: "warned" },
  unchecked: { name: "token not checked", kind: "" },
};

function Who({ principal: { subject, role }, fate }: { principal: Principal; fate: TokenFate }) {
  return (
    <>
      {role ?? "no role"} <span class="muted">· {subject ?? "no subject"}</span>{" "}
      <span class={`badge ${FATES[fate].kind}`}>{FATES[fate].name}</span>
    </>
  );
}

function Organization({ id }: { id: string }) {
  const name = nameOf(id);
  return (
    <>
      {name === id ? "not here any more" : name} <code class="muted">{id}</code>
    </>
  );
}
