/** One snapshot: back to it, or away with it. */
import { ask, path } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { dateTime, span } from "../../components/units.js";
import { nameOf } from "../../world/names.js";
import { secondsSince, type Snapshot } from "./snapshot.js";

interface EntryProps {
  snapshot: Snapshot;
  again: () => Promise<void>;
}

export function Entry({ snapshot, again }: EntryProps) {
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
