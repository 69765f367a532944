/** One charger: how it is now, what flows, what is said, and what it can be told. */
import { useState } from "preact/hooks";
import { dateTime } from "../../components/units.js";
import { to } from "../../route.js";
import type { ChargerNow } from "./charger.js";
import { Chart } from "./chart/index.js";
import { Commands } from "./commands/index.js";
import { Connectors } from "./connectors.js";
import { Conversation } from "./conversation/index.js";
import { Head } from "./head.js";
import { LineToCsms } from "./line.js";
import { useWatch, type Watch } from "./watch.js";

export default function View({ rest: [chargerId] }: { rest: string[] }) {
  if (chargerId === undefined) return <Absent title="No charger is named" />;
  return <Watched chargerId={chargerId} />;
}

function Watched({ chargerId }: { chargerId: string }) {
  const watch = useWatch(chargerId);
  const problem = watch.problem.value;
  const charger = watch.now.value;
  if (problem?.status === 404) return <Absent title={problem.message} />;
  if (charger === null) return <p class="empty">{problem?.message ?? "Looking at the charger …"}</p>;
  return (
    <>
      <Head charger={charger} />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem.message}: what is shown is as it was at {dateTime(charger.at)}
        </p>
      )}
      <Parts charger={charger} watch={watch} />
    </>
  );
}

function Parts({ charger, watch }: { charger: ChargerNow; watch: Watch }) {
  const [selected, select] = useState<number | null>(null);
  const drawn = selected ?? busiest(charger);
  return (
    <>
      <LineToCsms charger={charger} watch={watch} />
      <div class="charger-parts">
        <div class="column">
          <Connectors charger={charger} selected={selected} select={select} />
          <Commands charger={charger} connector={selected} selectConnector={select} watch={watch} />
        </div>
        <div class="column">
          <Chart charger={charger} connector={drawn} history={watch.history} />
          <Conversation identity={charger.identity} csms={charger.line === null ? "Built-in CSMS" : "CSMS"} log={watch.log} />
        </div>
      </div>
    </>
  );
}

/** The connector that there is most to see of. */
function busiest({ connectors }: ChargerNow): number {
  const found = connectors.find(({ session }) => session !== null) ?? connectors.find(({ energy_wh }) => energy_wh > 0);
  return found?.number ?? 1;
}

function Absent({ title }: { title: string }) {
  return (
    <div class="panel absent">
      <h1>{title}</h1>
      <p>It may have been deleted, or the sandbox was reset to a world that does not have it.</p>
      <p>
        <a class="button" href={to("world")}>
          Back to the world
        </a>
      </p>
    </div>
  );
}
