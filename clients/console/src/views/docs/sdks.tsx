/** How an SDK speaks to this server. */
import { useState } from "preact/hooks";
import { BASE } from "../../api/http.js";
import { Code } from "../../components/copy.js";
import { Choice } from "../../components/form.js";
import { shownName } from "../../world/names.js";
import { organizationId } from "../../world/world.js";
import { first, RELEASES } from "./snippets.js";

const CHOICES = RELEASES.map((release) => ({ value: release, name: release.startsWith("npm") ? release : `Python ${release}` }));
const ADDRESS = BASE.replace(/\/$/, "");

export function Sdks() {
  const [release, setRelease] = useState(CHOICES[0]!.value);
  const { edition, install, code, label } = first(release, ADDRESS, organizationId.value);
  return (
    <section class="panel steps" aria-label="SDKs">
      <Choice label="Release" value={release} choices={CHOICES} onChange={setRelease} />
      <p class="muted">
        Speaks the edition <code>{edition}</code> with <code>{ADDRESS}</code>, as a user of {shownName.value ?? "the first organization"}. All
        editions show the same state.
      </p>
      <h2>Install</h2>
      <Code text={install} label="How to install it" copyLabel="Copy command" />
      <h2>First call</h2>
      <Code text={code} label={`First call in ${label}`} copyLabel="Copy code" />
    </section>
  );
}
