/** What is kept under a name. */
import { ask } from "../../api/http.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { useListed } from "../../components/listed.js";
import { to } from "../../route.js";
import { aboutWhom } from "../../world/names.js";
import { organizationId } from "../../world/world.js";
import { Entry } from "./entry.js";
import { Save } from "./save.js";
import { secondsSince, type Snapshot } from "./snapshot.js";

export function Snapshots() {
  const whose = organizationId.value;
  const { value, problem, again } = useListed<Snapshot>("dev/snapshots");
  const kept = value?.data ?? [];
  const removeAll = async () => {
    await ask("DELETE", "dev/snapshots", { query: { organization_id: whose } });
    await again();
    return "All snapshots are forgotten";
  };
  return (
    <section class="panel" aria-label="Snapshots">
      <Save whose={whose} taken={kept.filter(({ organization_id }) => organization_id === whose).map(({ name }) => name)} again={again} />
      {problem !== null && <p class="problem">{problem}</p>}
      <ul class="entries snapshots" aria-label="Kept snapshots">
        {[...kept].reverse().map((one) => (
          <Entry key={`${one.organization_id}/${one.name}`} snapshot={one} again={again} />
        ))}
      </ul>
      {value !== undefined && kept.length === 0 && (
        <p class="empty">No snapshots of {aboutWhom.value} yet: save the present state, and go back to it any number of times.</p>
      )}
      {kept.some((one) => secondsSince(one) !== 0) && <TimeGoesOn />}
      {kept.length > 1 && (
        <div class="bar">
          <ConfirmedAction
            question="Forget all snapshots?"
            consequence={`${kept.length} snapshots ${whose === null ? "of the whole and of single organizations" : `of ${aboutWhom.value}`} are forgotten. The present state stays as it is.`}
            yes="Forget all"
            act={removeAll}
          >
            Remove all
          </ConfirmedAction>
        </div>
      )}
    </section>
  );
}

/** How a state is seen again as it was, although a restore leaves the clock as it is. */
function TimeGoesOn() {
  return (
    <p class="remark">
      A restore does not turn back the clock. To see a state just as it was, freeze the <a href={to("clock")}>clock</a> before you save, at a time later than
      real time. Then go back to real time, restore, and set the clock to the time of the snapshot: as often as you like.
    </p>
  );
}
