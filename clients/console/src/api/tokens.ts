/** Tokens for the API routes, as any client of the sandbox takes them. */
import { ask, get, Refused } from "./http.js";

export interface Token {
  access_token: string;
  token_type: string;
  expires_in: number;
  role: "user" | "admin";
  organization_id: string | null;
}

const kept = new Map<string, Promise<Token>>();

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
    token = get<Token>("dev/token", { organization_id: organizationId });
    kept.set(organizationId, token);
    token.catch(() => kept.delete(organizationId));
  }
  return { Authorization: `Bearer ${(await token).access_token}` };
}
