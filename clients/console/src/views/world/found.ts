/** What the world comes to: figures of all that is shown, and what a filter finds of it. */
import { computed } from "@preact/signals";
import { geoMercator } from "d3-geo";
import { route } from "../../route.js";
import { chargers, locations, organizations, world, type Charger, type Location, type Organization } from "../../world/world.js";
import { filterOf, finder, hasWords } from "./filter.js";
import { countIn, noneCounted, type Tally } from "./tally.js";

/** A location with what stands there. */
export interface Place extends Tally {
  location: Location;
  /** Where it is on a Mercator map whose sides are 1. */
  x: number;
  y: number;
}

export const filter = computed(() => filterOf(route.value.query));

/** Chargers that are found, wherever they are. */
const foundAnywhere = computed(() => chargers.value.filter(finder(filter.value)));

export const found = computed(() => {
  const { locationId } = filter.value;
  return locationId === null ? foundAnywhere.value : foundAnywhere.value.filter((one) => one.location_id === locationId);
});

/** All that is shown, counted. */
export const total = computed(() => {
  const tally = { ...noneCounted(), offline: 0 };
  for (const charger of chargers.value) {
    countIn(tally, charger);
    if (charger.state === "offline") tally.offline++;
  }
  return tally;
});

const projection = geoMercator().scale(1 / (2 * Math.PI)).translate([0.5, 0.5]);

const projected = computed(() =>
  locations.value.map((location) => {
    const [x, y] = projection([location.coordinates.longitude, location.coordinates.latitude]) ?? [0.5, 0.5];
    return { location, x, y };
  }),
);

/** The locations of the chargers that are found; those without chargers too, unless a filter leaves them out. */
export const places = computed((): Place[] => {
  const byId = new Map<string, Place>();
  for (const one of projected.value) byId.set(one.location.id, { ...one, ...noneCounted() });
  for (const charger of foundAnywhere.value) {
    const place = charger.location_id === null ? undefined : byId.get(charger.location_id);
    if (place !== undefined) countIn(place, charger);
  }
  return [...byId.values()].filter(({ chargers, location }) => chargers > 0 || isFoundEmpty(location));
});

function isFoundEmpty(location: Location): boolean {
  const { text, states, version, drawing } = filter.value;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return states.length === 0 && version === null && !drawing && hasWords(words, `${location.name} ${location.city}`.toLowerCase());
}

export interface OrganizationFigures extends Tally {
  organization: Organization;
  locations: number;
}

/** Each organization with what it has, by name. */
export const byOrganization = computed((): OrganizationFigures[] => {
  const byId = new Map<string, OrganizationFigures>();
  for (const organization of organizations.value) byId.set(organization.id, { organization, locations: 0, ...noneCounted() });
  for (const { organization_id } of locations.value) {
    const figures = byId.get(organization_id);
    if (figures !== undefined) figures.locations++;
  }
  for (const charger of chargers.value) {
    const figures = byId.get(charger.organization_id);
    if (figures !== undefined) countIn(figures, charger);
  }
  return [...byId.values()];
});

/** The versions of OCPP that chargers speak. */
export const versions = computed(() => [...new Set(chargers.value.map((one) => one.ocpp_version))].sort());

export const locationOf = ({ location_id }: Charger): Location | undefined =>
  location_id === null ? undefined : world.locations.get(location_id);
