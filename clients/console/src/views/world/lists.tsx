/** What is found, as a table: of chargers, or of the locations where they stand. */
import { Choice } from "../../components/form.js";
import { StateChip, StateDots } from "../../components/state.js";
import { Table, type Column } from "../../components/table.js";
import { counted, power } from "../../components/units.js";
import { to } from "../../route.js";
import { STATES } from "../../world/state.js";
import type { Charger } from "../../world/world.js";
import { narrow, narrowed } from "./filter.js";
import { versionName } from "./filters.js";
import { filter, found, locationOf, places, type Place } from "./found.js";
import { Shares } from "./shares.js";
import { foremostIn } from "./tally.js";

export function Lists() {
  const { list } = filter.value;
  const rows = list === "chargers" ? found.value.length : places.value.length;
  return (
    <section class="lists" aria-label="What is found">
      <div class="title">
        <Choice
          label="List of"
          value={list}
          choices={[
            { value: "chargers", name: "Chargers" },
            { value: "locations", name: "Locations" },
          ]}
          onChange={(list) => narrow({ list })}
        />
        <p class="muted" role="status">
          {counted(rows, list === "chargers" ? "charger" : "location")} found
        </p>
      </div>
      {list === "chargers" ? <Chargers /> : <Locations />}
    </section>
  );
}

const NOTHING_FOUND = "Nothing fits: clear the filters to see everything.";

const CHARGERS: readonly Column<Charger>[] = [
  { id: "identity", name: "Identity", value: (row) => row.identity, width: "minmax(8rem, 1.2fr)" },
  { id: "location", name: "Location", value: (row) => locationOf(row)?.name ?? null, cell: locationLink, width: "minmax(9rem, 1.6fr)", minor: true },
  { id: "city", name: "City", value: (row) => locationOf(row)?.city ?? null, width: "minmax(7rem, 1fr)", minor: true },
  { id: "version", name: "OCPP", value: (row) => versionName(row.ocpp_version), width: "5rem", minor: true },
  { id: "connectors", name: "Connectors", value: (row) => row.states.length, cell: ({ states }) => <StateDots states={states} />, width: "7.5rem" },
  { id: "state", name: "State", value: (row) => STATES.indexOf(row.state), cell: ({ state }) => <StateChip state={state} />, width: "8.5rem", minor: true },
  { id: "power", name: "Power", value: (row) => row.power_w, cell: (row) => (row.power_w > 0 ? power(row.power_w) : "–"), width: "6.5rem", align: "end" },
];

function Chargers() {
  return (
    <Table
      label="Chargers"
      rows={found.value}
      columns={CHARGERS}
      id={chargerId}
      href={chargerAddress}
      sorted={BY_IDENTITY}
      empty={NOTHING_FOUND}
    />
  );
}

const chargerId = (row: Charger): string => row.id;
const chargerAddress = (row: Charger): string => to("chargers", row.id);
const BY_IDENTITY = [{ id: "identity", desc: false }];

function locationLink(row: Charger) {
  const location = locationOf(row);
  return location === undefined ? "–" : <a href={narrowed({ locationId: location.id })}>{location.name}</a>;
}

const LOCATIONS: readonly Column<Place>[] = [
  { id: "name", name: "Location", value: ({ location }) => location.name, width: "minmax(9rem, 1.6fr)" },
  { id: "address", name: "Address", value: ({ location }) => location.address, width: "minmax(8rem, 1.2fr)", minor: true },
  { id: "city", name: "City", value: ({ location }) => location.city, width: "minmax(7rem, 1fr)", minor: true },
  { id: "chargers", name: "Chargers", value: (row) => row.chargers, width: "6rem", align: "end", minor: true },
  { id: "states", name: "Connectors", value: (row) => STATES.indexOf(foremostIn(row)), cell: (row) => <Shares tally={row} />, width: "minmax(7rem, 1.2fr)" },
  { id: "power", name: "Power", value: (row) => row.power_w, cell: (row) => (row.power_w > 0 ? power(row.power_w) : "–"), width: "6.5rem", align: "end" },
];

function Locations() {
  return (
    <Table
      label="Locations"
      rows={places.value}
      columns={LOCATIONS}
      id={placeId}
      href={placeAddress}
      selected={filter.value.locationId}
      sorted={BY_NAME}
      empty={NOTHING_FOUND}
    />
  );
}

const placeId = ({ location }: Place): string => location.id;
const placeAddress = ({ location }: Place): string => narrowed({ locationId: location.id });
const BY_NAME = [{ id: "name", desc: false }];
