/** Sends a request of the journal again, and finds what came of it there. */
import { BASE, get } from "../../api/http.js";
import type { Token } from "../../api/tokens.js";
import { bodyText, HIDDEN, isCut, target, type Entry } from "./entries.js";

/** What is sent: the reader may have changed it. */
export interface Draft {
  target: string;
  body: string;
  sender: Sender;
}

/** Who sends it: `nobody`, or a role and the organization that is meant, such as `user 1111…`. */
export type Sender = string;
export const NOBODY: Sender = "nobody";
export const sender = (role: string, organizationId: string | null): Sender => `${role} ${organizationId ?? ""}`.trim();

/** Marks the request that is sent, so that it is found again. */
const MARK = "X-Replay";
/** Seconds in which a request that was answered is in the journal. */
const PATIENCE = 5;
/** What a page is not allowed to send, or must not repeat. */
const NOT_REPEATED = /^(authorization|connection|content-length|cookie|host|origin|referer|x-organization-id|x-replay|sec-.*)$/;
/** Of these the journal keeps refusals alone. */
const OWN = /^\/dev(\/|$)/;
const WITHOUT_BODY = ["GET", "HEAD"];
const NEVER = ["CONNECT", "TRACE", "TRACK"];
/** Stands for bytes that are no text. */
const NO_TEXT = "\uFFFD";

export function draftOf(entry: Entry): Draft {
  const { role, organization_id } = entry.principal ?? { role: null, organization_id: null };
  const known = role === "user" || role === "admin";
  return { target: encoded(entry), body: bodyText(entry.body), sender: known ? sender(role, organization_id) : NOBODY };
}

/** Says why a draft cannot be sent. */
export function against(entry: Entry, draft: Draft): string | null {
  const untouched = draft.body === bodyText(entry.body);
  if (NEVER.includes(entry.method)) return `A browser does not send ${entry.method} requests`;
  if (WITHOUT_BODY.includes(entry.method) && draft.body !== "") return `A browser does not send a body with ${entry.method}: remove it`;
  if (untouched && isCut(entry.body, entry.headers)) return "Only the beginning of the body was kept: put the whole one here";
  if (untouched && draft.body.includes(NO_TEXT)) return "The body was no text, so it was not kept as it was";
  const elsewhere = otherOrigin(draft.target);
  if (elsewhere !== null) return `${elsewhere} is another origin: a request is sent again to this sandbox alone`;
  if (!draft.target.startsWith("/")) return "A path begins with /";
  if (`${draft.target}${draft.body}`.includes(HIDDEN)) return `A secret was not kept: put yours where ${HIDDEN} stands`;
  return null;
}

export interface Replayed {
  /** The entry of the journal; null when there is none. */
  id: string | null;
  status: number | null;
}

/** Sends a draft with a fresh token. */
export async function resend(entry: Entry, draft: Draft): Promise<Replayed> {
  const mark = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const headers = { ...repeated(entry.headers), ...(await credentials(draft.sender)), [MARK]: mark };
  const init: RequestInit = { method: entry.method, headers, cache: "no-store", redirect: "manual" };
  if (draft.body !== "") init.body = draft.body;
  // A fault may close the connection: the journal has the request all the same.
  const answer = await fetch(BASE.slice(0, -1) + draft.target, init).catch(() => null);
  // It is in the journal when its answer has ended.
  await answer?.text().catch(() => "");
  if (answer?.ok && OWN.test(draft.target)) return { id: null, status: answer.status };
  const { data } = await get<{ data: Entry[] }>("dev/requests/wait", { header: `${MARK}:${mark}`, count: 1, timeout: PATIENCE });
  if (data[0] === undefined && answer === null) throw new Error("The sandbox does not answer");
  return { id: data[0]?.id ?? null, status: data[0]?.status ?? answer?.status ?? null };
}

function repeated(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => !NOT_REPEATED.test(name) && !value.includes(HIDDEN)));
}

async function credentials(from: Sender): Promise<Record<string, string>> {
  if (from === NOBODY) return {};
  const [role = "", organizationId] = from.split(" ");
  const admin = role === "admin";
  const { access_token } = await get<Token>("dev/token", { role, organization_id: admin ? null : organizationId });
  const chosen = admin && organizationId !== undefined ? { "X-Organization-Id": organizationId } : {};
  return { Authorization: `Bearer ${access_token}`, ...chosen };
}

/** The origin of a whole address that is not of this sandbox; null for all else. */
function otherOrigin(target: string): string | null {
  if (target.startsWith("/") || !URL.canParse(target)) return null;
  const { origin } = new URL(target);
  return origin === new URL(BASE).origin || origin === "null" ? null : origin;
}

/** Path and query as they are sent; the journal shows paths decoded. */
function encoded(entry: Entry): string {
  const path = encodeURI(entry.path).replace(/[?#]/g, encodeURIComponent);
  return target({ ...entry, path });
}
