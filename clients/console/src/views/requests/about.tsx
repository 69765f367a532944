/** What the sandbox knows about a request: who sent it, which operation it meant, what was done to it. */
import { Fact, Facts } from "../../components/facts.js";
import { dateTime, duration } from "../../components/units.js";
import { to } from "../../route.js";
import { nameOf } from "../../world/names.js";
import type { Entry, Principal } from "./entries.js";

export function About({ entry }: { entry: Entry }) {
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
        <Fact name="Principal">{entry.principal === null ? "nobody: no token was sent that tells one" : <Who principal={entry.principal} />}</Fact>
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

function Who({ principal: { subject, role, verified } }: { principal: Principal }) {
  return (
    <>
      {role ?? "no role"} <span class="muted">· {subject ?? "no subject"}</span>{" "}
      <span class={`badge ${verified ? "verified" : "warned"}`}>{verified ? "verified" : "token refused"}</span>
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
