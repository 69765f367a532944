/** The organizations with what each of them has; one can be chosen. */
import { counted, power } from "../../components/units.js";
import { organizationId } from "../../world/world.js";
import { byOrganization, type OrganizationFigures } from "./found.js";
import { Shares } from "./shares.js";

export function Organizations() {
  return (
    <section class="panel organizations" aria-labelledby="organizations">
      <h2 id="organizations">Organizations</h2>
      <ul>
        {byOrganization.value.map((figures) => (
          <li key={figures.organization.id}>
            <One {...figures} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One(figures: OrganizationFigures) {
  const { organization, locations, chargers, power_w } = figures;
  return (
    <button type="button" onClick={() => (organizationId.value = organization.id)}>
      <b>{organization.name}</b>
      <span class="muted">
        {counted(locations, "location")}, {counted(chargers, "charger")}
        {power_w > 0 && `, ${power(power_w)}`}
      </span>
      <Shares tally={figures} />
    </button>
  );
}
