/** Reads organizations, locations and chargers, however many there are. */
import { get, path, Refused, type Query } from "../api/http.js";
import type { Connector } from "./state.js";

export interface Organization {
  id: string;
  name: string;
}

export interface Location {
  id: string;
  organization_id: string;
  name: string;
  address: string;
  city: string;
  country: string;
  coordinates: { latitude: number; longitude: number };
  status: string;
}

export interface ChargerRow {
  id: string;
  organization_id: string;
  identity: string;
  name: string;
  location_id: string | null;
  ocpp_version: string;
  max_power_w: number;
  runtime: string | null;
  connectors: Connector[];
}

interface Page<Row> {
  data: Row[];
  total: number;
}

/** Rows that are asked for at once, at most. */
const ROWS = 1000;
const TENANTS = 100;

export const readOrganizations = (): Promise<Organization[]> => all("dev/tenants", TENANTS, page);
export const readLocations = (): Promise<Location[]> => all("dev/records/locations", ROWS, (index) => ({ offset: index * ROWS }));
export const readChargers = (): Promise<ChargerRow[]> => all("dev/chargers", ROWS, page);

const page = (index: number): Query => ({ page: index + 1 });

/** The first answer says how many there are; the others are asked for side by side. */
async function all<Row>(place: string, limit: number, where: (index: number) => Query): Promise<Row[]> {
  const asked = (index: number) => get<Page<Row>>(place, { limit, ...where(index) });
  const first = await asked(0);
  const others = Array.from({ length: Math.ceil(first.total / limit) - 1 }, (_, index) => asked(index + 1));
  return [first, ...(await Promise.all(others))].flatMap(({ data }) => data);
}

interface ChargerNow extends Omit<ChargerRow, "connectors"> {
  connectors: (Omit<Connector, "charging_state"> & { session: { charging_state: string | null } | null })[];
}

/** One charger as it is now; null if there is none. */
export async function readCharger(id: string): Promise<ChargerRow | null> {
  try {
    const { connectors, ...charger } = await get<ChargerNow>(path`dev/chargers/${id}`);
    const seen = connectors.map(({ number, status, power_w, session }) => ({
      number,
      status,
      charging_state: session?.charging_state ?? null,
      power_w,
    }));
    return { ...charger, connectors: seen };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}
