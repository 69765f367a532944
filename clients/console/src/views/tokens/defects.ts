/** The ways in which a token can be made to fail, with what the API answers to it. */

export interface Defect {
  name: string;
  status: 401 | 403;
  /** What is wrong with the token. */
  words: string;
}

export const DEFECTS: readonly Defect[] = [
  { name: "expired", status: 401, words: "it expired an hour ago" },
  { name: "not_yet_valid", status: 401, words: "it becomes valid in an hour" },
  { name: "bad_signature", status: 401, words: "its signature was altered" },
  { name: "wrong_key", status: 401, words: "it is signed with another key" },
  { name: "alg_none", status: 401, words: "it is not signed: its `alg` is `none`" },
  { name: "wrong_issuer", status: 401, words: "its `iss` names another issuer" },
  { name: "wrong_audience", status: 401, words: "its `aud` names another service" },
  { name: "missing_expiry", status: 401, words: "it has no `exp`" },
  { name: "missing_role", status: 401, words: "it has no role" },
  { name: "unknown_role", status: 403, words: "its role is neither `user` nor `admin`" },
  { name: "missing_organization", status: 403, words: "a user token without an organization: 403 on tenant routes, 200 on the catalog" },
  { name: "unknown_organization", status: 403, words: "a user token for an organization that never existed: 403 on tenant routes" },
  { name: "deleted_organization", status: 403, words: "a user token for an organization that was deleted: 403 on tenant routes" },
  { name: "malformed", status: 401, words: "it is not a token at all" },
  { name: "revoked", status: 401, words: "a good token that was revoked as soon as it was issued" },
];
