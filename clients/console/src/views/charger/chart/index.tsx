/** Power and energy of a connector over time, drawn and in words. */
import { useMemo, useState } from "preact/hooks";
import { Choice } from "../../../components/form.js";
import { Table, type Column } from "../../../components/table.js";
import { clockTime, dateTime, energy, power } from "../../../components/units.js";
import type { ChargerNow } from "../charger.js";
import { Drawing } from "./drawing.js";
import type { History } from "./history.js";
import { idOf, type Reading } from "./meter_values.js";

interface Props {
  charger: ChargerNow;
  connector: number;
  history: History;
}

type Span = "session" | "all";

const SPANS = [
  { value: "session", name: "This session" },
  { value: "all", name: "All readings" },
] as const;

export function Chart({ charger, connector, history }: Props) {
  const [span, setSpan] = useState<Span>("session");
  const session = charger.connectors.find(({ number }) => number === connector)?.session ?? null;
  const since = span === "session" && session !== null ? Date.parse(session.started_at) : 0;
  const all = history.readings.value;
  const shown = useMemo(() => all.filter((one) => one.connector === connector && one.at >= since), [all, connector, since]);
  return (
    <section class="panel chart" aria-labelledby="chart">
      <div class="title">
        <h2 id="chart">Power and energy, connector {connector}</h2>
        {session !== null && (
          <span class="push">
            <Choice label="Which readings" value={span} choices={SPANS} onChange={setSpan} />
          </span>
        )}
      </div>
      {shown.some(({ power_w, energy_wh }) => (power_w ?? energy_wh ?? 0) > 0) ? (
        <>
          <Drawing readings={shown} label={inWords(shown)} />
          <Readings readings={shown} />
        </>
      ) : (
        <p class="empty">Nothing has flowed here yet: a session draws a line.</p>
      )}
    </section>
  );
}

function Readings({ readings }: { readings: Reading[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{inWords(readings)}</summary>
      {open && <Table label="Readings" rows={readings} columns={COLUMNS} id={idOf} />}
    </details>
  );
}

const COLUMNS: readonly Column<Reading>[] = [
  { id: "at", name: "Time (UTC)", value: ({ at }) => at, cell: ({ at }) => dateTime(new Date(at).toISOString()), width: "minmax(11rem, 1fr)" },
  { id: "power", name: "Power", value: ({ power_w }) => power_w, cell: ({ power_w }) => (power_w === null ? null : power(power_w)), align: "end" },
  { id: "energy", name: "Energy", value: ({ energy_wh }) => energy_wh, cell: ({ energy_wh }) => (energy_wh === null ? null : energy(energy_wh)), align: "end" },
];

function inWords(readings: readonly Reading[]): string {
  const powers = readings.flatMap(({ power_w }) => power_w ?? []);
  const energies = readings.flatMap(({ energy_wh }) => energy_wh ?? []);
  const [from, to] = [readings[0], readings.at(-1)].map((reading) => clockTime(new Date(reading?.at ?? 0).toISOString()));
  const parts = [`${readings.length} readings from ${from} to ${to}`];
  if (powers.length > 0) parts.push(`last ${power(powers.at(-1) ?? 0)}, at most ${power(Math.max(...powers))}`);
  if (energies.length > 0) parts.push(`meter from ${energy(energies[0] ?? 0)} to ${energy(energies.at(-1) ?? 0)}`);
  return parts.join("; ");
}
