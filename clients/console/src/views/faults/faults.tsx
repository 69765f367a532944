/** The faults there are, in the order in which they are tried. */
import { ask, path } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { aboutWhom, shownName } from "../../world/names.js";
import { organizationId } from "../../world/world.js";
import type { Fault } from "./fault.js";
import { warningOf } from "./warnings.js";
import { happens, requests, when } from "./words.js";

interface Props {
  faults: Fault[] | undefined;
  problem: string | null;
  again: () => Promise<void>;
}

export function Faults({ faults, problem, again }: Props) {
  const whose = organizationId.value;
  const own = (faults ?? []).filter(({ match }) => whose === null || match.organization_id === whose);
  const removeAll = async () => {
    await ask("DELETE", "dev/faults", { query: { organization_id: whose } });
    await again();
    return `The faults of ${aboutWhom.value} are taken back`;
  };
  return (
    <section class="panel" aria-label="Faults">
      <div class="title">
        <h2>What goes wrong now</h2>
        <span class="push">
          <Action kind="danger" act={removeAll} against={own.length === 0 ? `There is no fault of ${aboutWhom.value}` : null}>
            {whose === null ? "Remove all" : `Remove those of ${aboutWhom.value}`}
          </Action>
        </span>
      </div>
      {problem !== null && <p class="problem">{problem}</p>}
      <ul class="entries" aria-label="Faults in the order in which they are tried">
        {faults?.map((fault) => (
          <Entry key={fault.id} fault={fault} again={again} />
        ))}
      </ul>
      {faults?.length === 0 && (
        <p class="empty">
          No faults are active{shownName.value !== null && ` for ${shownName.value}`}. Order a preset, or add a fault of your own.
        </p>
      )}
    </section>
  );
}

function Entry({ fault, again }: { fault: Fault; again: () => Promise<void> }) {
  const warning = warningOf(fault);
  const remove = async () => {
    await ask("DELETE", path`dev/faults/${fault.id}`);
    await again();
    return `${fault.name} is taken back`;
  };
  return (
    <li class={fault.spent ? "spent" : ""}>
      <div class="what">
        <strong>{fault.name}</strong> {fault.spent && <span class="mark">spent</span>}
        <p>{capitalized(happens(fault))}</p>
        <p class="muted">
          {capitalized(requests(fault.match))} · {when(fault)}
        </p>
        {warning !== null && <p class="problem">{capitalized(warning)}</p>}
      </div>
      <dl class="counts">
        <Count name="matches" count={fault.matches} />
        <Count name="hits" count={fault.hits} of={fault.times} />
      </dl>
      <Action kind="danger" act={remove} label={`Remove ${fault.name}`}>
        Remove
      </Action>
    </li>
  );
}

function Count({ name, count, of = null }: { name: string; count: number; of?: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {count}
        {of !== null && <small> / {of}</small>}
      </dd>
    </div>
  );
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
