/** What goes wrong with requests: what is ordered, what could be, and a request to see it happen. */
import { useCallback } from "preact/hooks";
import { get } from "../../api/http.js";
import type { SandboxEvent } from "../../api/events.js";
import { useFetched } from "../../components/fetched.js";
import { isOtherState, useRefreshed } from "../../components/refreshed.js";
import { organizationId } from "../../world/world.js";
import { Attempts } from "./attempts.js";
import { Draft } from "./draft.js";
import type { Fault } from "./fault.js";
import { Faults } from "./faults.js";
import { FailingCreations, type FailingCreation } from "./failing_creations.js";
import { Presets } from "./presets.js";

/** No event tells of a fault that another client makes. */
const LOOKS = 5000;
const MOST_ORDERS = 100;

/** Faults count requests, those to the control plane apart; a creation that begins may use an order up. */
const mayCount = (event: SandboxEvent): boolean =>
  isOtherState(event) || event.kind === "job" || (event.kind === "request" && !event.path.startsWith("/dev/"));

export default function View() {
  const organization_id = organizationId.value;
  // Those about all hit an organization, too: asked for by organization they would be left out.
  const faults = useFetched(() => get<{ data: Fault[] }>("dev/faults"), []);
  const mayHit = ({ match }: Fault) => organization_id === null || (match.organization_id ?? organization_id) === organization_id;
  const failing = useFetched(() => get<{ data: FailingCreation[] }>("dev/provisioning-failures", { limit: MOST_ORDERS }), []);
  const mayFail = (order: FailingCreation) => organization_id === null || order.organization_id === organization_id;
  const again = useCallback(async () => void (await Promise.all([faults.again(), failing.again()])), [faults.again, failing.again]);
  useRefreshed(again, { on: mayCount, every: LOOKS });
  return (
    <>
      <h1>Faults</h1>
      <div class="faults">
        <Faults faults={faults.value?.data.filter(mayHit)} problem={faults.problem} again={again} />
        <Attempts again={again} />
      </div>
      <FailingCreations orders={failing.value?.data.filter(mayFail) ?? []} problem={failing.problem} again={again} />
      <Presets again={again} />
      <Draft again={again} />
    </>
  );
}
