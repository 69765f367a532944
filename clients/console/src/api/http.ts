/** Requests to the sandbox that serves this page. */
import { againstJson, isObject, jsonOrText } from "./json.js";

/** Where the sandbox answers, with a slash at the end: the page itself is at `dev/console`. */
export const BASE = new URL("../", document.baseURI).href;

export type Query = Record<string, string | number | readonly string[] | null | undefined>;

export interface Asked {
  query?: Query;
  /** Sent as JSON; a file as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** `default` for a file that is the same as long as the sandbox is. */
  cache?: RequestCache;
}

/** An answer that is no success; `message` says in a sentence what was wrong, `status` is 0 without an answer. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What a 422 says of each field. */
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = "Refused";
  }
}

/** What the page looks at by itself is not kept in the journal, and no fault hits it: that is for what is tested. */
export const LOOKING = { "X-Sandbox-Arranged": "yes" };

/** A path with names in it, as in `` path`dev/chargers/${id}` ``: what they hold is a part of the path, whatever it is. */
export const path = (fixed: TemplateStringsArray, ...names: string[]): string =>
  String.raw({ raw: fixed }, ...names.map(encodeURIComponent));

/** The URL of a path such as `dev/clock`. */
export function url(path: string, query: Query = {}): string {
  const address = new URL(`${BASE}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) address.searchParams.append(name, String(one));
  }
  return address.href;
}

/** Asks, and returns the JSON of the answer; undefined where there is none. Throws `Refused`. */
export async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const answer = await send(method, path, asked);
  const text = await reach(answer.text(), "The answer broke off");
  if (text === "") return undefined as T;
  if (againstJson(text) !== null) throw new Refused(answer.status, "The answer is no JSON");
  return JSON.parse(text) as T;
}

/** Looks at something; as `ask`. */
export const get = <T>(path: string, query: Query = {}, asked: Asked = {}): Promise<T> =>
  ask<T>("GET", path, { ...asked, query, headers: { ...LOOKING, ...asked.headers } });

/** Asks, and returns the answer as it is. Throws `Refused`. */
export async function send(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const headers = { ...asked.headers, ...(asked.body === undefined ? {} : { "Content-Type": "application/json" }) };
  const init: RequestInit = { method, headers, cache: asked.cache ?? "no-store" };
  if (asked.body !== undefined) init.body = asked.body instanceof Blob ? asked.body : JSON.stringify(asked.body);
  if (asked.signal !== undefined) init.signal = asked.signal;
  const answer = await reach(fetch(url(path, asked.query), init), "The sandbox does not answer");
  if (!answer.ok) throw refusal(answer.status, detailOf(await answer.text().catch(() => "")));
  return answer;
}

/** Waits for what comes over the network, and says what is wrong where nothing comes. */
async function reach<T>(coming: Promise<T>, otherwise: string): Promise<T> {
  try {
    return await coming;
  } catch (error) {
    throw isAborted(error) ? error : new Refused(0, otherwise);
  }
}

/** Whether something was given up because nobody waits for it any more. */
export const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

/** What is wrong with a field of a body or a parameter. */
export interface Problem {
  loc: (string | number)[];
  msg: string;
}

/** What an error body says: `detail` is a text, or the problems of a 422. */
function refusal(status: number, detail: unknown): Refused {
  if (typeof detail === "string") return new Refused(status, detail);
  if (!Array.isArray(detail)) return new Refused(status, `The sandbox answered ${status}`);
  const problems = detail as Problem[];
  return new Refused(status, problems.map(inWords).join("; "), problems);
}

function inWords({ loc, msg }: Problem): string {
  const place = loc.slice(1).join(".");
  return place === "" ? msg : `${place}: ${msg}`;
}

function detailOf(text: string): unknown {
  const body = jsonOrText(text);
  return isObject(body) ? body["detail"] : undefined;
}
