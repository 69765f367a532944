/** Whether the signature of a token is good, as far as a page can tell. */
import { get } from "../../api/http.js";
import { bytesOf, type Decoded } from "./jwt.js";

interface Verdict {
  kind: "good" | "bad" | "unknown";
  words: string;
}

type Jwk = JsonWebKey & { kid?: string };

interface Algorithm {
  key: RsaHashedImportParams | EcKeyImportParams;
  check: AlgorithmIdentifier | EcdsaParams;
}

const ALGORITHMS = new Map<string, Algorithm>([
  ["RS256", { key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, check: { name: "RSASSA-PKCS1-v1_5" } }],
  ["ES256", { key: { name: "ECDSA", namedCurve: "P-256" }, check: { name: "ECDSA", hash: "SHA-256" } }],
]);

const unknown = (words: string): Verdict => ({ kind: "unknown", words });

/** Checks a signature with the public key of the sandbox. */
export async function judge(token: Decoded): Promise<Verdict> {
  const name = String(token.header["alg"]);
  if (name.toLowerCase() === "none") return { kind: "bad", words: "Not signed: its alg is none." };
  const algorithm = ALGORITHMS.get(name);
  if (name === "HS256") return unknown("HS256: signed with a shared secret, which is not published. A try shows whether it takes the token.");
  if (algorithm === undefined) return unknown(`${name} is no algorithm that the sandbox signs with.`);
  const { keys } = await get<{ keys: Jwk[] }>(".well-known/jwks.json");
  const kid = token.header["kid"];
  const key = keys.find((one) => kid === undefined || one.kid === kid);
  if (key === undefined) return { kind: "bad", words: `${name}: the sandbox has no public key ${kid === undefined ? "at all" : `“${String(kid)}”`}.` };
  // Browsers have Web Crypto on https and on localhost alone.
  if (crypto.subtle === undefined) return unknown(`${name}: browsers check signatures only on pages from localhost or https.`);
  const good = await checked(token, algorithm, key).catch(() => false);
  return { kind: good ? "good" : "bad", words: `${name}: it ${good ? "fits" : "does not fit"} the public key of the sandbox.` };
}

/** Throws for a key of another kind, and for a signature that is no base64url. */
async function checked({ parts: [header, payload, signature] }: Decoded, algorithm: Algorithm, jwk: Jwk): Promise<boolean> {
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm.key, false, ["verify"]);
  return crypto.subtle.verify(algorithm.check, key, bytesOf(signature), new TextEncoder().encode(`${header}.${payload}`));
}
