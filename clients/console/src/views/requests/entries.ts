/** Requests and their answers, as the journal shows them. */

export interface Principal {
  subject: string | null;
  role: string | null;
  organization_id: string | null;
  verified: boolean;
}

export interface Entry {
  id: string;
  at: string;
  seconds: number;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: unknown;
  route: string | null;
  operation: string | null;
  editions: string[];
  principal: Principal | null;
  organization_id: string | null;
  sdk: string | null;
  /** Null when the connection was closed without an answer. */
  status: number | null;
  answer_headers: Record<string, string>;
  answer_body: unknown;
  warnings: string[];
  fault: string | null;
}

/** What became of the token of a request, as far as the journal tells: it may have been answered before that. */
export type TokenFate = "verified" | "refused" | "unchecked";

/** Checks that only a good token reaches. */
const AFTER_TOKEN = ["role", "organization"];

/** *check* is the one that refused the request, null for none; undefined while that is not known. */
export function fateOfToken({ status }: Entry, { verified }: Principal, check?: string | null): TokenFate {
  const refused = check === undefined ? status === 401 && !verified : check === "token";
  if (refused) return "refused";
  return verified || AFTER_TOKEN.includes(check ?? "") ? "verified" : "unchecked";
}

/** What stands where the sandbox does not tell a secret. */
export const HIDDEN = "***";

/** Bytes that the journal keeps of a body. */
const KEPT = 32 * 1024;

/** Path and query, as a request line has them. */
export const target = ({ path, query }: Entry): string => (query === "" ? path : `${path}?${query}`);

/** A body as text; JSON is spread out. */
export function bodyText(body: unknown): string {
  if (body === null || body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

/** Whether only the beginning of a body is kept: it then is no JSON any more. */
export function isCut(body: unknown, headers: Record<string, string>): boolean {
  if (typeof body !== "string") return false;
  const told = Number(headers["content-length"]);
  return told > KEPT || (!(told >= 0) && new TextEncoder().encode(body).length >= KEPT);
}
