/** What tokens may be like: docs/tokens.md. */

export type Role = "user" | "admin";

/** The way in which a token is to fail. */
export type Defect =
  | "expired"
  | "not_yet_valid"
  | "bad_signature"
  | "wrong_key"
  | "alg_none"
  | "wrong_issuer"
  | "wrong_audience"
  | "missing_expiry"
  | "missing_role"
  | "unknown_role"
  | "missing_organization"
  | "unknown_organization"
  | "deleted_organization"
  | "malformed"
  | "revoked";
