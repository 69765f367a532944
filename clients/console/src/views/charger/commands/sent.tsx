/** The last commands of a charger, whoever sent them, and what came of them. */
import { get } from "../../../api/http.js";
import { useFetched } from "../../../components/fetched.js";
import { clockTime } from "../../../components/units.js";
import type { ChargerNow } from "../charger.js";
import type { Watch } from "../watch.js";
import { nameOf } from "./catalog.js";

interface SentCommand {
  id: string;
  command: string;
  payload: { [name: string]: unknown };
  status: string;
  reason: string | null;
  created_at: string;
}

interface Page {
  data: SentCommand[];
  total: number;
}

const SHOWN = 8;

export function Sent({ charger, watch }: { charger: ChargerNow; watch: Watch }) {
  const { value: sent, problem } = useFetched(() => newest(charger.id), [charger.id], [watch.commands.value]);
  return (
    <div class="group">
      <h3 id="sent">Last commands</h3>
      {problem !== null && <p class="problem">{problem}</p>}
      {sent?.length === 0 && <p class="muted">None was sent so far.</p>}
      <ol class="sent" aria-labelledby="sent">
        {sent?.map(({ id, command, payload, status, reason, created_at }) => (
          <li key={id} class={status}>
            <time dateTime={created_at}>{clockTime(created_at)}</time>
            <span>
              <b>{nameOf(command)}</b> <span class="muted">{said(payload)}</span>
            </span>
            <b class="outcome">{status}</b>
            {reason !== null && <span class="reason">{reason}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Returns the last few, the newest first. */
async function newest(chargerId: string): Promise<SentCommand[]> {
  const page = (offset: number) => get<Page>("dev/records/commands", { charger_id: chargerId, offset, limit: SHOWN });
  const first = await page(0);
  const last = first.total > SHOWN ? await page(first.total - SHOWN) : first;
  return last.data.reverse();
}

const said = (payload: SentCommand["payload"]): string =>
  Object.entries(payload)
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(", ");
