/** Which charger it is, and how it is as a whole. */
import { Back } from "../../components/back.js";
import { Fact, Facts } from "../../components/facts.js";
import { dateTime, energy, power } from "../../components/units.js";
import { to } from "../../route.js";
import { world } from "../../world/world.js";
import { isCharging, type ChargerNow } from "./charger.js";

const PROTOCOLS: Record<string, string> = { "ocpp1.6": "OCPP 1.6", "ocpp2.0.1": "OCPP 2.0.1" };

export function Head({ charger }: { charger: ChargerNow }) {
  const { identity, name, runtime, provisioning, connectors, fault, operative, reservation } = charger;
  const flowing = connectors.reduce((sum, { power_w }) => sum + power_w, 0);
  return (
    <header class="charger-head">
      <Back href={to("world")} to="World" />
      <div class="title">
        <h1>{identity}</h1>
        {name !== identity && <span class="muted">{name}</span>}
        <span class={`runtime ${runtime}`}>{runtime}</span>
        {provisioning !== null && <b class="tag">{provisioning}</b>}
        {fault !== null && <b class="problem">Charger fault: {fault}</b>}
        {!operative && <b class="problem">Inoperative</b>}
        {reservation !== null && <span class="muted">Reserved for {reservation.id_tag}</span>}
        {isCharging(charger) && <b class="flow push">{power(flowing)}</b>}
      </div>
      <About charger={charger} />
    </header>
  );
}

function About({ charger }: { charger: ChargerNow }) {
  const { vendor_name, model_name, ocpp_version, location_id, max_power_w, current_type, phases, connector_type, connectors } = charger;
  const location = location_id === null ? undefined : world.locations.get(location_id);
  const metered = connectors.reduce((sum, { energy_wh }) => sum + energy_wh, 0);
  return (
    <Facts>
      <Fact name="Model">
        {model_name.startsWith(vendor_name) ? model_name : `${vendor_name} ${model_name}`}
      </Fact>
      <Fact name="Protocol">
        {PROTOCOLS[ocpp_version] ?? ocpp_version}
        {charger.security_profile > 0 && `, security profile ${charger.security_profile}`}
      </Fact>
      <Fact name="Hardware">
        {power(max_power_w)} {current_type.toUpperCase()}
        {current_type === "ac" && `, ${phases} ${phases === 1 ? "phase" : "phases"}`}, {connectors.length} × {connector_type}
      </Fact>
      <Fact name="Location">
        {location_id === null ? "none" : <a href={`${to("world")}?location=${encodeURIComponent(location_id)}`}>{location?.name ?? location_id}</a>}
      </Fact>
      <Fact name="Meters">{energy(metered)}</Fact>
      <Fact name="Started">
        <time dateTime={charger.started_at}>{dateTime(charger.started_at)}</time>
      </Fact>
      <Fact name="Id">
        <code>{charger.id}</code>
      </Fact>
    </Facts>
  );
}
