/** Which requests are asked for, as the address of the view keeps it: `#/requests?status=4xx&path=/locations`. */
import type { Query } from "../../api/http.js";
import { refine, route, to } from "../../route.js";
import { organizationId } from "../../world/world.js";

/** The parameters of the sandbox's own pattern that have a field in the form. */
const FIELDS = ["method", "path", "status", "operation", "role", "edition", "sdk", "fault"] as const;
export type FieldName = (typeof FIELDS)[number];

/** Those that may be there several times; they come with a link, and can be taken away. */
const REPEATED = ["header", "param", "field"] as const;

export const filter = (name: FieldName): string => route.value.query.get(name) ?? "";

interface Condition {
  name: string;
  value: string;
}

/** The conditions that no field of the form shows. */
export function conditions(): Condition[] {
  return REPEATED.flatMap((name) => route.value.query.getAll(name).map((value) => ({ name, value })));
}

/** How many conditions there are, that of the organization not counted. */
export const filtered = (): number => FIELDS.filter((name) => filter(name) !== "").length + conditions().length;

/** What the sandbox is asked by. */
export function pattern(): Query {
  const { query } = route.value;
  const single = Object.fromEntries(FIELDS.map((name) => [name, query.get(name)]));
  const repeated = Object.fromEntries(REPEATED.map((name) => [name, query.getAll(name)]));
  return { ...single, ...repeated, organization_id: organizationId.value };
}

/** Sets one condition, or takes it away. */
export function setFilter(name: FieldName, value: string): void {
  const query = new URLSearchParams(route.value.query);
  if (value === "") query.delete(name);
  else query.set(name, value);
  replace(query);
}

export function dropCondition({ name, value }: Condition): void {
  const query = new URLSearchParams(route.value.query);
  query.delete(name, value);
  replace(query);
}

export function dropAll(): void {
  replace(new URLSearchParams());
}

/** The address of the list, or of one request, with the conditions as they are. */
export function addressOf(id?: string): string {
  return withQuery(id === undefined ? to("requests") : to("requests", id), route.value.query);
}

function replace(query: URLSearchParams): void {
  refine(withQuery(to("requests"), query));
}

function withQuery(place: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? place : `${place}?${text}`;
}
