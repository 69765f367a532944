/** What was asked of the API, and what it answered. */

import { AssertionError } from "node:assert";

import type { ControlPlane } from "./http.js";
import { checked } from "./names.js";
import { line, nearest } from "./nearest.js";
import { type EntryPattern, type Json, parametersOf } from "./patterns.js";

/** Who sent a request, and whether a token that was accepted says so. */
export interface Sender {
  subject: string | null;
  role: string | null;
  organization_id: string | null;
  verified: boolean;
}

/** One request and its answer, without secrets. */
export interface Entry {
  /** As in the header `X-Sandbox-Request-Id` of an answer that was refused or hit by a fault. */
  id: string;
  at: string;
  seconds: number;
  method: string;
  /** `http` or `https`. */
  scheme: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Json;
  /** The template that the path fits, such as `/locations/{location_id}`. */
  route: string | null;
  operation: string | null;
  editions: string[];
  principal: Sender | null;
  organization_id: string | null;
  sdk: string | null;
  /** Null when the connection was closed without an answer. */
  status: number | null;
  answer_headers: Record<string, string>;
  answer_body: Json;
  warnings: string[];
  /** Name of the fault that was applied. */
  fault: string | null;
}

/** Why a request was answered as it was. */
export interface Explanation {
  id: string;
  status: number | null;
  /** What refused it; null when nothing did. */
  check: string | null;
  /** The error as it was told. */
  said: Json;
  /** What the check looked at. */
  saw: Json;
  /** What would have passed. */
  expected: Json;
  /** What to do about it. */
  hints: string[];
}

/** An HTTP archive, which the developer tools of browsers open. */
export interface Har {
  log: { version: string; creator: { name: string; version: string }; entries: Record<string, unknown>[] };
}

interface Listed {
  data: Entry[];
  total: number;
}

interface Waited {
  matched: boolean;
  count: number;
  data: Entry[];
}

/** What an answer has by which its request is found: a Response, or the raw response of an SDK. */
export interface Answer {
  headers: { get(name: string): string | null };
}

/** As many as the server gives at once. */
const MOST = 1000;
const SHOWN = 5;
/** Seconds that the server waits at once. */
const LONGEST_WAIT = 60;

/** The journal of the requests of an organization, or of all when there is none. */
export class Requests {
  constructor(
    private readonly plane: ControlPlane,
    private readonly organizationId?: string,
  ) {}

  /** Return those that fit, the oldest first: the newest 100, or the newest *limit*. */
  async all(
    pattern: EntryPattern = {},
    options: { after?: string; limit?: number } = {},
  ): Promise<Entry[]> {
    const { after, limit } = checked("all", options, ["after", "limit"]);
    return (await this.find(pattern, { after, limit })).data;
  }

  /** Return the newest that fits. */
  async last(pattern: EntryPattern = {}): Promise<Entry | undefined> {
    return (await this.find(pattern, { limit: 1 })).data[0];
  }

  /** Return the one with this id, which `X-Sandbox-Request-Id` of a refusal tells. */
  get(id: string): Promise<Entry> {
    return this.plane.get<Entry>(`/dev/requests/${id}`);
  }

  /** Count those that fit. */
  async count(pattern: EntryPattern = {}): Promise<number> {
    return (await this.plane.get<{ count: number }>("/dev/requests/count", this.parameters(pattern))).count;
  }

  /** Return as soon as *count* requests fit, those before included; fail after *timeout* seconds. */
  async wait(
    pattern: EntryPattern = {},
    options: { count?: number; timeout?: number } = {},
  ): Promise<Entry[]> {
    const { count = 1, timeout = 5 } = checked("wait", options, ["count", "timeout"]);
    const wanted = { ...this.parameters(pattern), count };
    const ask = (seconds: number): Promise<Waited> =>
      this.plane.get<Waited>("/dev/requests/wait", { ...wanted, timeout: Math.min(seconds, LONGEST_WAIT) });
    let came = await ask(timeout);
    for (let left = timeout - LONGEST_WAIT; !came.matched && left > 0; left -= LONGEST_WAIT) {
      came = await ask(left);
    }
    if (!came.matched) {
      const waited = `${came.count} of ${requests(count)} came in ${timeout} s`;
      throw await this.failure(`${waited} that fit ${shown(pattern)}`, pattern, this.wait);
    }
    return came.data;
  }

  /** Forget those that fit. */
  async clear(pattern: EntryPattern = {}): Promise<void> {
    await this.plane.delete("/dev/requests", this.parameters(pattern));
  }

  /** Return those that fit as an HTTP archive (HAR 1.2). */
  har(pattern: EntryPattern = {}): Promise<Har> {
    return this.plane.get<Har>("/dev/requests/har", this.parameters(pattern));
  }

  /** Say why a request was answered as it was: an entry, an id, or the answer itself. */
  explain(request: Entry | Answer | string): Promise<Explanation> {
    return this.plane.get<Explanation>(`/dev/requests/${idOf(request)}/explain`);
  }

  /** Fail unless a request has come that fits, or exactly *times*; return those that have. */
  async assertCalled(pattern: EntryPattern, options: { times?: number } = {}): Promise<Entry[]> {
    const { times } = checked("assertCalled", options, ["times"]);
    const { data, total } = await this.find(pattern, { limit: MOST });
    if (times === undefined ? total === 0 : total !== times) {
      const wanted = times === undefined ? "at least 1 request" : requests(times);
      const text = `expected ${wanted} that fit ${shown(pattern)}, ${total} came`;
      throw await this.failure(text, pattern, this.assertCalled);
    }
    return data;
  }

  /** Fail if a request has come that fits. */
  async assertNotCalled(pattern: EntryPattern): Promise<void> {
    const { data, total } = await this.find(pattern, { limit: SHOWN });
    if (total > 0) {
      const text = `expected no request that fits ${shown(pattern)}, ${total} came`;
      throw error([text, ...data.map(line)], this.assertNotCalled);
    }
  }

  private find(
    pattern: EntryPattern,
    page: { after?: string | undefined; limit?: number | undefined },
  ): Promise<Listed> {
    return this.plane.get<Listed>("/dev/requests", { ...this.parameters(pattern), ...page });
  }

  private parameters(pattern: EntryPattern): ReturnType<typeof parametersOf> {
    return parametersOf(pattern, this.organizationId);
  }

  /** Return an error that says what came instead, and where it differs. */
  private async failure(text: string, pattern: EntryPattern, caller: Function): Promise<AssertionError> {
    const find = async (one: EntryPattern): Promise<Entry[]> => (await this.find(one, { limit: MOST })).data;
    return error([text, ...(await nearest(pattern, find))], caller);
  }
}

function error(lines: string[], caller: Function): AssertionError {
  return new AssertionError({ message: lines.join("\n  "), stackStartFn: caller as () => void });
}

function idOf(request: Entry | Answer | string): string {
  if (typeof request === "string") {
    return request;
  }
  return "id" in request ? request.id : (request.headers.get("X-Sandbox-Request-Id") ?? "");
}

function shown(pattern: EntryPattern): string {
  return JSON.stringify(pattern);
}

function requests(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}
