/** A fault, as the sandbox has it. */

export type Delay = number | { min: number; max: number } | { median: number; sigma: number };

export interface Match {
  method?: string;
  path?: string;
  operation?: string;
  edition?: string;
  organization_id?: string;
  role?: string;
  sdk?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
}

export interface Effect {
  status: number | null;
  detail: string | null;
  headers: Record<string, string>;
  retry_after: number | null;
  delay: Delay | null;
  drop: "before" | "after" | null;
  body: "truncated" | "garbled" | null;
  rate_limit: { requests: number; seconds: number } | null;
  bytes_per_second: number | null;
  revoke_token: boolean;
}

export interface Trigger {
  after: number;
  times: number | null;
  every: number;
  probability: number;
}

export interface Fault extends Effect, Trigger {
  id: string;
  name: string;
  match: Match;
  matches: number;
  hits: number;
  spent: boolean;
  created_at: string;
}
