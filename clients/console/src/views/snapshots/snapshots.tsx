/** What is kept under a name. */
import { useState } from "preact/hooks";
import { ask, get, path } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { useFetched } from "../../components/fetched.js";
import { Field } from "../../components/form.js";
import { useProblems } from "../../components/problems.js";
import { isOtherState, useRefreshed } from "../../components/refreshed.js";
import { dateTime, span } from "../../components/units.js";
import { to } from "../../route.js";
import { now } from "../../shell/clock.js";
import { aboutWhom, nameOf } from "../../world/names.js";
import { organizationId } from "../../world/world.js";

interface Snapshot {
  name: string;
  organization_id: string | null;
  created_at: string;
  records: number;
}

/** No event tells of a snapshot that another client takes. */
const LOOKS = 5000;

export function Snapshots() {
  const whose = organizationId.value;
  const { value, problem, again } = useFetched(
    () => get<{ data: Snapshot[] }>("dev/snapshots", { organization_id: whose }),
    [whose],
  );
  useRefreshed(again, { on: isOtherState, every: LOOKS });
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

interface EntryProps {
  snapshot: Snapshot;
  again: () => Promise<void>;
}

/** Seconds that have passed since it was made, by the clock that is shown, below 0 if that is earlier; 0 of one that may go by another clock. */
function secondsSince({ organization_id, created_at }: Snapshot): number {
  if (now.value === null || organization_id !== organizationId.value) return 0;
  const seconds = (now.value.getTime() - Date.parse(created_at)) / 1000;
  return Math.abs(seconds) < NOTICED ? 0 : seconds;
}

/** In fewer seconds than that chargers do nothing that anybody would miss. */
const NOTICED = 60;

/** How a state is seen again as it was, although a restore leaves the clock as it is. */
function TimeGoesOn() {
  return (
    <p class="remark">
      A restore does not turn back the clock. To see a state just as it was, freeze the <a href={to("clock")}>clock</a> before you save, at a time later than
      real time. Then go back to real time, restore, and set the clock to the time of the snapshot: as often as you like.
    </p>
  );
}

function Entry({ snapshot, again }: EntryProps) {
  const { name, organization_id, created_at, records } = snapshot;
  const passed = secondsSince(snapshot);
  const place = path`dev/snapshots/${name}`;
  const query = { organization_id };
  const restore = async () => {
    await ask("POST", `${place}/restore`, { query });
    const whole = `${organization_id === null ? "Everything" : nameOf(organization_id)} is as it was in ${name}`;
    return passed <= 0 ? whole : `${whole}; chargers go on from there to the present, ${span(passed)} later`;
  };
  const remove = async () => {
    await ask("DELETE", place, { query });
    await again();
    return `${name} is forgotten`;
  };
  return (
    <li>
      <div class="what">
        <strong>{name}</strong>
        <p class="muted">
          {organization_id === null ? "All organizations" : nameOf(organization_id)} · {records} records · <time>{dateTime(created_at)}</time>
        </p>
        {passed < 0 && <p class="muted">Made at a later time than the clock shows: once restored, chargers stand still until the clock is set to it.</p>}
        {passed > 0 && <p class="muted">Made {span(passed)} ago by the clock: once restored, chargers go on to the present.</p>}
      </div>
      <div class="does">
        <Action act={restore} label={`Restore ${name}`}>
          Restore
        </Action>
        <Action kind="danger" act={remove} label={`Remove ${name}`}>
          Remove
        </Action>
      </div>
    </li>
  );
}

interface SaveProps {
  whose: string | null;
  taken: string[];
  again: () => Promise<void>;
}

function Save({ whose, taken, again }: SaveProps) {
  const [name, setName] = useState("");
  const { of, heard } = useProblems("name");
  const save = async () => {
    const body = { name: name === "" ? null : name, organization_id: whose };
    const kept = await ask<Snapshot>("POST", "dev/snapshots", { body });
    setName("");
    await again();
    return `Kept ${kept.records} records as ${kept.name}`;
  };
  const hint = taken.includes(name) ? "There is one of this name: it is replaced" : "Letters, digits, . _ and -; without one it is snapshot-1 and so on";
  return (
    <form class="bar labelled">
      <Field name={`Save the present state of ${aboutWhom.value} as`} hint={hint} problem={of("name")}>
        {(id, hintId) => (
          <input
            id={id}
            aria-describedby={hintId}
            placeholder="seeded"
            autocomplete="off"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
      </Field>
      {taken.includes(name) ? (
        <ConfirmedAction
          question={`Replace ${name}?`}
          consequence="The snapshot of this name makes way for the present state."
          yes="Replace"
          act={() => heard(save)}
          submits
        >
          Save …
        </ConfirmedAction>
      ) : (
        <Action kind="primary" act={() => heard(save)} submits>
          Save
        </Action>
      )}
    </form>
  );
}
