/** What is to go wrong with requests. Fields are named as in the HTTP API: docs/control-plane.md. */

import { isMissing } from "./errors.js";
import type { ControlPlane } from "./http.js";
import { checked } from "./names.js";
import type { RequestPattern } from "./patterns.js";

/** Seconds: always as many, anything between two bounds, or as real networks have it. */
export type Delay = number | { min: number; max: number } | { median: number; sigma: number };

/** What happens to an answer beside anything else. */
interface Slow {
  /** Seconds before anything else. */
  delay?: Delay;
}

interface Spoiled {
  /** End the answer's body in its middle, or make it unreadable. */
  body?: "truncated" | "garbled";
  /** Slow down the answer. */
  bytes_per_second?: number;
}

type Refused = { status: number; detail?: string; headers?: Record<string, string>; retry_after?: number };
type Limited = { rate_limit: { requests: number; seconds: number } };
type Revoked = { revoke_token: true };
type Dropped = {
  /** Close the connection without an answer, before or after the request was performed. */
  drop: "before" | "after";
};

/** What excludes each other. */
type None<T> = { [name in T extends unknown ? keyof T : never]?: never };
type Only<T, All> = T & None<Exclude<All, T>>;
type Verdict = Refused | Limited | Revoked | Dropped;

/** What happens: at least one thing, and nothing that another rules out. */
export type Effect = Slow &
  (
    | (Only<Refused, Verdict> & Spoiled)
    | (Only<Limited, Verdict> & Spoiled)
    | (Only<Revoked, Verdict> & Spoiled)
    | (Only<Dropped, Verdict> & None<Spoiled>)
    | (None<Verdict> &
        (Required<Slow> | Required<Pick<Spoiled, "body">> | Required<Pick<Spoiled, "bytes_per_second">>) &
        Spoiled)
  );

/** Which of the requests that match are struck; all of them when nothing is given. */
export interface Occasion {
  /** Let so many pass first. */
  after?: number;
  /** Strike so many, then no more. */
  times?: number;
  /** Strike each n-th. */
  every?: number;
  /** Strike with this probability, by the seed. */
  probability?: number;
}

/** A fault to inject. */
export type FaultRequest = Effect & Occasion & { name?: string; match?: RequestPattern };

/** A fault as the server shows it. */
export interface FaultResponse {
  id: string;
  name: string;
  match: RequestPattern & { organization_id?: string };
  matches: number;
  hits: number;
  spent: boolean;
  created_at: string;
  [effect: string]: unknown;
}

interface Listed<T> {
  data: T[];
  total: number;
}

/** A fault that was injected. */
export class Fault {
  private isRemoved = false;

  constructor(
    private readonly plane: ControlPlane,
    private state: FaultResponse,
  ) {}

  get id(): string {
    return this.state.id;
  }

  get name(): string {
    return this.state.name;
  }

  /** The fault as it was when it was last read. */
  get last(): FaultResponse {
    return this.state;
  }

  /** Read it anew; one that was removed stays as it was then. */
  async refresh(): Promise<FaultResponse> {
    if (this.isRemoved) {
      return this.state;
    }
    this.state = await this.plane.get<FaultResponse>(`/dev/faults/${this.id}`);
    return this.state;
  }

  /** How many requests it has struck. */
  async hits(): Promise<number> {
    return (await this.refresh()).hits;
  }

  /** How many requests it has matched, struck or not. */
  async matches(): Promise<number> {
    return (await this.refresh()).matches;
  }

  /** Take it back, and keep what it counted; one that is gone already stays gone. */
  async remove(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      if (isMissing(error)) {
        return;
      }
      throw error;
    }
    await this.plane.remove(`/dev/faults/${this.id}`);
    this.isRemoved = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}

/** The names of the faults that come ready-made. */
export type PresetName =
  | "sdk-retry"
  | "conflict-retry"
  | "expired-session"
  | "provisioning-failure"
  | "partial-batch-failure"
  | "charger-offline"
  | "slow-list";

interface PresetResponse {
  description: string;
  faults: FaultResponse[];
  provisioning_failures: object[];
  chargers: string[];
}

/** A ready-made misfortune that was ordered. */
export class Preset {
  readonly description: string;
  readonly faults: Fault[];
  /** Ids of the chargers that went offline. */
  readonly chargers: string[];
  private readonly hasFailures: boolean;

  constructor(
    private readonly plane: ControlPlane,
    readonly name: PresetName,
    told: PresetResponse,
    private readonly owner: { organization_id?: string },
  ) {
    this.description = told.description;
    this.faults = told.faults.map((one) => new Fault(plane, one));
    this.chargers = told.chargers;
    this.hasFailures = told.provisioning_failures.length > 0;
  }

  /** Take back its faults and the failures in the background; chargers that went offline stay so. */
  async remove(): Promise<void> {
    await Promise.all(this.faults.map((fault) => fault.remove()));
    if (this.hasFailures) {
      await this.plane.delete("/dev/provisioning-failures", this.owner);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}

/** The faults of an organization, or of all when there is none. */
export class Faults {
  constructor(
    private readonly plane: ControlPlane,
    private readonly organizationId?: string,
  ) {}

  /** Let something go wrong with the requests that match, after the faults that are there already. */
  async add(fault: FaultRequest): Promise<Fault> {
    const match = { ...fault.match, ...this.owner() };
    return new Fault(this.plane, await this.plane.post<FaultResponse>("/dev/faults", { ...fault, match }));
  }

  /** List them, the first to be tried first. */
  async all(): Promise<Fault[]> {
    const { data } = await this.plane.get<Listed<FaultResponse>>("/dev/faults", this.owner());
    return data.map((one) => new Fault(this.plane, one));
  }

  /** Take all of them back. */
  async clear(): Promise<void> {
    await this.plane.delete("/dev/faults", this.owner());
  }

  /** Let a ready-made misfortune happen: to one charger, when the preset is about chargers. */
  async preset(name: PresetName, options: { chargerId?: string } = {}): Promise<Preset> {
    const { chargerId } = checked("preset", options, ["chargerId"]);
    const body = { charger_id: chargerId, ...this.owner() };
    const told = await this.plane.post<PresetResponse>(`/dev/faults/presets/${name}`, body);
    return new Preset(this.plane, name, told, this.owner());
  }

  /** List the ready-made misfortunes. */
  async presets(): Promise<{ name: PresetName; description: string }[]> {
    return (await this.plane.get<Listed<{ name: PresetName; description: string }>>("/dev/faults/presets"))
      .data;
  }

  private owner(): { organization_id?: string } {
    return this.organizationId === undefined ? {} : { organization_id: this.organizationId };
  }
}
