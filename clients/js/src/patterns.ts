/** Which requests are meant. Fields are named as in the HTTP API: docs/control-plane.md. */

import type { Parameters } from "./http.js";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** A status, or a class of them. */
export type StatusPattern = number | `${1 | 2 | 3 | 4 | 5}${Digit}${Digit}` | `${1 | 2 | 3 | 4 | 5}xx`;

/** Requests that fit in every field that is given. */
export interface RequestPattern {
  method?: string;
  /** A template such as `/locations/{location_id}`, or a path in which `*` is any text. */
  path?: string;
  /** Operation id; `*` is any text. */
  operation?: string;
  edition?: "flat" | "gateway" | "deployments" | "platform";
  role?: string;
  /** `<language>/<version>` of an official SDK; `*` is any text: `javascript/1.*`. */
  sdk?: string;
  /** Values by name; `*` is any text. */
  headers?: Record<string, string>;
  /** Query parameters: values by name; `*` is any text. */
  query?: Record<string, string>;
  /** Values by dotted name: `{ "target.identity": "CP-0001" }`. */
  body?: Record<string, Json>;
}

/** Requests that have been answered. */
export interface EntryPattern extends RequestPattern {
  /** `404`, or `"4xx"`. */
  status?: StatusPattern;
  /** Name of the fault that was applied; `*` is any. */
  fault?: string;
}

/** Return a pattern as the journal's query takes it. */
export function parametersOf(pattern: EntryPattern, organizationId?: string): Parameters {
  const { headers, query, body, status, ...scalars } = pattern;
  return {
    ...scalars,
    organization_id: organizationId,
    status: status === undefined ? undefined : String(status),
    header: pairs(headers),
    param: pairs(query),
    // As JSON, so that the text "5" is not taken for the number.
    field: pairs(body, JSON.stringify),
  };
}

function pairs<T>(values: Record<string, T> = {}, shown: (value: T) => string = String): string[] {
  return Object.entries(values).map(([name, value]) => `${name}:${shown(value)}`);
}
