/** The fault that is being written: JSON in which fields are set by their place, such as `match.path`. */
import type { Problem } from "../../api/http.js";
import { isObject } from "../../api/json.js";

export type Order = Record<string, unknown>;

export interface Editing {
  order: Order;
  /** Sets fields by place; undefined leaves one out. */
  set: (fields: Record<string, unknown>) => void;
  problems: readonly Problem[];
}

export function at(order: Order, place: string): unknown {
  return place.split(".").reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), order);
}

export function withFields(order: Order, fields: Record<string, unknown>): Order {
  return Object.entries(fields).reduce((changed, [place, value]) => withField(changed, place.split("."), value), order);
}

/** What is wrong with a field, or with a part of it. */
export function problemAt(problems: readonly Problem[], place: string): string | null {
  const found = problems.filter(({ loc }) => {
    const told = loc.slice(1).join(".");
    return told === place || told.startsWith(`${place}.`);
  });
  return found.length === 0 ? null : found.map(({ msg }) => msg).join("; ");
}

function withField(order: Order, [name = "", ...rest]: string[], value: unknown): Order {
  const { [name]: before, ...others } = order;
  const after = rest.length === 0 ? value : withField(isObject(before) ? before : {}, rest, value);
  if (after === undefined || (rest.length > 0 && Object.keys(after as Order).length === 0)) return others;
  return { ...order, [name]: after };
}
