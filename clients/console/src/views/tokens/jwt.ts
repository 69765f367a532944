/** A token taken apart: a JWT in its compact form has three parts, each in base64url. */

export interface Decoded {
  /** Header, payload and signature as they stand in the token. */
  parts: [string, string, string];
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** What a text that is no token lacks. */
class NoToken extends Error {}

/** Takes a token apart; the word `Bearer` before it does no harm. Throws `NoToken`. */
export function decoded(text: string): Decoded {
  const parts = bare(text).split(".");
  if (parts.length !== 3) throw new NoToken(`A token has three parts with dots between them; this has ${parts.length}`);
  const [header, payload, signature] = parts as [string, string, string];
  return { parts: [header, payload, signature], header: object(header, "header"), claims: object(payload, "payload") };
}

/** The token alone, where a whole header was pasted. */
export const bare = (text: string): string => text.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");

export function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function object(part: string, name: string): Record<string, unknown> {
  const value = parsed(part, name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NoToken(`The ${name} is no JSON object`);
  return value as Record<string, unknown>;
}

function parsed(part: string, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(part)));
  } catch {
    throw new NoToken(`The ${name} is no JSON in base64url`);
  }
}
