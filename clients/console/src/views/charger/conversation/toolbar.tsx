/** What of a conversation is shown. */
import { useMemo } from "preact/hooks";
import { Choice } from "../../../components/form.js";
import { actions, type Wanted } from "./filter.js";
import type { Frame } from "./frame.js";

interface Props {
  all: readonly Frame[];
  wanted: Wanted;
  want: (wanted: Wanted) => void;
  following: boolean;
  follow: (following: boolean) => void;
}

const DIRECTIONS = [
  { value: "both", name: "Both" },
  { value: "cp_to_csms", name: "→ to CSMS" },
  { value: "csms_to_cp", name: "← to charger" },
] as const;

export function Toolbar({ all, wanted, want, following, follow }: Props) {
  const occurring = useMemo(() => actions(all), [all]);
  return (
    <div class="bar" role="search" aria-label="Frames">
      <input
        type="search"
        class="search"
        aria-label="Search frames"
        placeholder="Search action, text, message id"
        value={wanted.text}
        onInput={({ currentTarget }) => want({ ...wanted, text: currentTarget.value })}
      />
      <select
        aria-label="Action"
        value={wanted.action}
        onChange={({ currentTarget }) => want({ ...wanted, action: currentTarget.value })}
      >
        <option value="">All actions</option>
        {occurring.map(([action, count]) => (
          <option key={action} value={action}>
            {action} ({count})
          </option>
        ))}
      </select>
      <Choice
        label="Direction"
        value={wanted.direction}
        choices={DIRECTIONS}
        onChange={(direction) => want({ ...wanted, direction })}
      />
      <Tick name="Hide heartbeats" checked={!wanted.heartbeats} tick={(hidden) => want({ ...wanted, heartbeats: !hidden })} />
      <Tick name="Follow" checked={following} tick={follow} />
    </div>
  );
}

function Tick({ name, checked, tick }: { name: string; checked: boolean; tick: (checked: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => tick(currentTarget.checked)} />
      {name}
    </label>
  );
}
