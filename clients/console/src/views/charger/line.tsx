/** The line to the CSMS, and a switch between the built-in one and a real one. */
import { ask, get, path } from "../../api/http.js";
import { told } from "../../components/action.js";
import { Choice } from "../../components/form.js";
import { useFetched } from "../../components/fetched.js";
import { dateTime } from "../../components/units.js";
import type { ChargerNow, Line, Mode } from "./charger.js";
import type { Watch } from "./watch.js";

const MODES = [
  { value: "loopback", name: "Built-in CSMS" },
  { value: "live", name: "Live" },
] as const;

export function LineToCsms({ charger, watch }: { charger: ChargerNow; watch: Watch }) {
  const place = path`dev/lines/${charger.id}`;
  const fetched = useFetched(() => get<Line>(place), [place], [charger.line === null]);
  const line = charger.line ?? fetched.value;
  const turn = (csms: Mode) =>
    told(async () => {
      const turned = await ask<Line>("PUT", place, { body: { csms } });
      await Promise.all([fetched.again(), watch.look()]);
      return turned.state === "loopback" ? "Connected to the built-in CSMS" : `The line is ${WORDS[turned.state]}`;
    });
  if (line === undefined) return fetched.problem === null ? null : <p class="problem">{fetched.problem}</p>;
  return (
    <section class="panel line" aria-labelledby="line">
      <div class="title">
        <h2 id="line">Line to the CSMS</h2>
        <span class={`line-state ${line.state}`}>{WORDS[line.state]}</span>
        <p class="muted">
          {line.mode === "loopback" ? "Connected to the built-in CSMS; live would dial" : line.url === null ? "Would dial" : "Dials"}{" "}
          <code>{line.url ?? line.ws_url}</code>
          {line.since !== null && `, since ${dateTime(line.since)}`}
          {line.unsent > 0 && `, ${line.unsent} messages unsent`}
        </p>
        <span class="push">
          <Choice label="Which CSMS" value={line.mode} choices={MODES} onChange={(mode) => void turn(mode)} />
        </span>
      </div>
      {line.problem !== null && <p class="problem">{line.problem}</p>}
      {line.last_violation !== null && (
        <p class="problem">
          {line.last_violation.action} {line.last_violation.path}: {line.last_violation.message}
        </p>
      )}
    </section>
  );
}

const WORDS: Record<Line["state"], string> = {
  loopback: "built-in",
  connecting: "connecting",
  connected: "connected",
  offline: "offline",
  refused: "refused",
  stopped: "stopped",
};
