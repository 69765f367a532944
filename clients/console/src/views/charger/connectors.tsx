/** The connectors as they are now, a card each; a press chooses one for the chart and the commands. */
import { Fact, Facts } from "../../components/facts.js";
import { StateChip } from "../../components/state.js";
import { clockTime, dateTime, energy, power } from "../../components/units.js";
import { WORDS } from "../../world/state.js";
import { look, type ChargerNow, type ConnectorNow, type Session } from "./charger.js";

interface Props {
  charger: ChargerNow;
  selected: number | null;
  select: (connector: number | null) => void;
}

export function Connectors({ charger, selected, select }: Props) {
  return (
    <section class="connectors" aria-label="Connectors">
      {charger.connectors.map((connector) => (
        <Card
          key={connector.number}
          charger={charger}
          connector={connector}
          selected={connector.number === selected}
          select={() => select(connector.number === selected ? null : connector.number)}
        />
      ))}
    </section>
  );
}

interface CardProps {
  charger: ChargerNow;
  connector: ConnectorNow;
  selected: boolean;
  select: () => void;
}

function Card({ charger, connector, selected, select }: CardProps) {
  const { number, status, power_w, limit_w, session, fault, reservation, plugged, operative, waiting_id_tag, energy_wh } = connector;
  const state = look(charger, connector);
  const words = [status, session?.charging_state ?? null].filter((word) => word !== null && word !== WORDS[state]).join(", ");
  return (
    <article class={`panel connector ${state} ${selected ? "selected" : ""}`} aria-label={`Connector ${number}`}>
      <div class="title">
        <h2>
          <button type="button" class="pick" aria-pressed={selected} onClick={select}>
            Connector {number}
          </button>
        </h2>
        <StateChip state={state} />
        {words !== "" && <code class="muted push">{words}</code>}
      </div>
      <Meter name="Power" text={`${power(power_w)} of ${power(charger.max_power_w)}`} share={power_w / charger.max_power_w} />
      <div class="outlet">
        {limit_w !== null && <p class="muted">Charging profiles allow {power(limit_w)}</p>}
        {session === null ? (
          <p class="muted">
            {plugged ? "A cable is plugged in, no session." : "No cable plugged in."} Meter at {energy(energy_wh)}.
          </p>
        ) : (
          <SessionFacts session={session} meter={energy_wh} />
        )}
        {waiting_id_tag !== null && <p>{waiting_id_tag} is authorized and waits for a cable</p>}
        {fault !== null && <p class="problem">Fault: {fault}</p>}
        {!operative && <p class="problem">Inoperative: the CSMS has switched it off</p>}
        {reservation !== null && (
          <p>
            Reserved for <code>{reservation.id_tag}</code> until {dateTime(reservation.expires_at)}
          </p>
        )}
      </div>
    </article>
  );
}

function SessionFacts({ session, meter }: { session: Session; meter: number }) {
  const { id_tag, transaction_id, started_at, energy_wh, soc_percent, authorized } = session;
  return (
    <>
      {soc_percent !== null && <Meter name="Battery" text={`${soc_percent.toFixed(1)} %`} share={soc_percent / 100} />}
      <Facts listed>
        <Fact name="Tag">
          {id_tag === null ? "nobody yet" : <code>{id_tag}</code>}
          {!authorized && " (not authorized yet)"}
        </Fact>
        <Fact name="Energy">
          {energy(energy_wh)} <span class="muted">since {clockTime(started_at)}, meter at {energy(meter)}</span>
        </Fact>
        <Fact name="Transaction">
          <code>{transaction_id}</code>
        </Fact>
      </Facts>
    </>
  );
}

function Meter({ name, text, share }: { name: string; text: string; share: number }) {
  const percent = Math.round(Math.min(Math.max(share, 0), 1) * 100);
  return (
    <div class="meter">
      <span>{name}</span>
      <b>{text}</b>
      <div class="track" role="meter" aria-label={name} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-valuetext={text}>
        <i style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
