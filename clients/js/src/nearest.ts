/** What came instead of the requests that a test expected. */

import type { EntryPattern } from "./patterns.js";
import type { Entry } from "./requests.js";

type Find = (pattern: EntryPattern) => Promise<Entry[]>;

/** One condition of a pattern. */
interface Piece {
  label: string;
  pattern: EntryPattern;
  actual: (entry: Entry) => unknown;
}

const MOST = 5;
const WIDEST = 60;

/** Return the lines that tell of the requests that come nearest to a pattern, and where they differ from it. */
export async function nearest(pattern: EntryPattern, find: Find): Promise<string[]> {
  const entries = await find({});
  if (entries.length === 0) {
    return ["no request of this organization is in the journal"];
  }
  const missed = new Map(entries.map((entry) => [entry.id, [] as Piece[]]));
  const fits = await Promise.all(
    pieces(pattern).map(async (piece) => ({ piece, fit: await find(piece.pattern) })),
  );
  for (const { piece, fit } of fits) {
    const ids = new Set(fit.map(({ id }) => id));
    for (const [id, list] of missed) {
      if (!ids.has(id)) {
        list.push(piece);
      }
    }
  }
  const distance = (entry: Entry): number => missed.get(entry.id)?.length ?? 0;
  // Sorting is stable, so that of those that are equally near the newest come first.
  const ranked = entries.reverse().sort((one, other) => distance(one) - distance(other));
  return ["nearest:", ...ranked.slice(0, MOST).map((one) => `  ${line(one)}${differences(one, missed)}`)];
}

/** Return a request in one line. */
export function line(entry: Entry): string {
  const query = entry.query === "" ? "" : `?${entry.query}`;
  const fault = entry.fault === null ? "" : ` by fault ${entry.fault}`;
  return `#${entry.id} ${entry.method} ${entry.path}${query} -> ${entry.status ?? "no answer"}${fault}`;
}

function differences(entry: Entry, missed: Map<string, Piece[]>): string {
  const told = (missed.get(entry.id) ?? []).map(({ label, actual }) => `${label}: ${short(actual(entry))}`);
  return told.length === 0 ? "" : `  (${told.join(", ")})`;
}

function pieces(pattern: EntryPattern): Piece[] {
  const { headers = {}, query = {}, body = {}, ...scalars } = pattern;
  const named = Object.entries(scalars).map(([name, wanted]) => ({
    label: name,
    pattern: { [name]: wanted },
    actual: (entry: Entry) => (name === "role" ? entry.principal?.role : entry[scalar(name)]),
  }));
  return [
    ...named,
    ...Object.entries(headers).map(([name, wanted]) => ({
      label: `header ${name}`,
      pattern: { headers: { [name]: wanted } },
      actual: (entry: Entry) => entry.headers[name.toLowerCase()],
    })),
    ...Object.entries(query).map(([name, wanted]) => ({
      label: `query ${name}`,
      pattern: { query: { [name]: wanted } },
      actual: (entry: Entry) => new URLSearchParams(entry.query).get(name),
    })),
    ...Object.entries(body).map(([name, wanted]) => ({
      label: `body ${name}`,
      pattern: { body: { [name]: wanted } },
      actual: (entry: Entry) => at(entry.body, name),
    })),
  ];
}

function scalar(name: string): keyof Entry {
  return (name === "edition" ? "editions" : name) as keyof Entry;
}

function at(value: unknown, dotted: string): unknown {
  return dotted.split(".").reduce((inner, part) => (inner as Record<string, unknown> | null)?.[part], value);
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 3)}...`;
}
