/** Tokens for the API routes, as any client of the sandbox takes them. */
import { listen } from "./events.js";
import { ask, get, Refused } from "./http.js";

export interface Token {
  access_token: string;
  token_type: string;
  expires_in: number;
  role: "user" | "admin";
  organization_id: string | null;
}

/** Seconds: a clock that goes fast must not end it while somebody watches. */
const LIFETIME = 31_536_000;

const kept = new Map<string, Promise<Token>>();

/** Takes new tokens after a clock was turned: those that there are may be over, or not valid yet. */
export function renewTokens(): void {
  listen((event) => {
    if (event.kind === "clock") kept.clear();
  });
}

/** Posts as a user of an organization; a token that has ended, as after a turn of the clock, is taken anew. */
export async function postAsUser<T>(organizationId: string, path: string, body: unknown): Promise<T> {
  const once = async () => ask<T>("POST", path, { body, headers: await bearer(organizationId) });
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    kept.delete(organizationId);
    return once();
  }
}

/** The header that says who asks. */
async function bearer(organizationId: string): Promise<{ Authorization: string }> {
  let token = kept.get(organizationId);
  if (token === undefined) {
    token = get<Token>("dev/token", { organization_id: organizationId, expires_in: LIFETIME });
    kept.set(organizationId, token);
    token.catch(() => kept.delete(organizationId));
  }
  return { Authorization: `Bearer ${(await token).access_token}` };
}
