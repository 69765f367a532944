/** One organization of a running sandbox; another one's data cannot be seen from here. */

import { Clock } from "./clock.js";
import { SandboxError, SandboxRequestError } from "./errors.js";
import { type Fault, type FaultRequest, Faults, type Preset, type PresetName } from "./faults.js";
import { type ControlPlane, json } from "./http.js";
import { checked } from "./names.js";
import type { Json } from "./patterns.js";
import { Requests } from "./requests.js";
import { Snapshot } from "./snapshots.js";
import type { Defect, Role } from "./tokens.js";

/** Seconds that the kit's own token lives: longer than any test run. */
const YEAR = 31_536_000;

/** A token to get. */
export interface TokenRequest {
  role?: Role;
  /** Seconds. */
  expiresIn?: number;
  /** The way in which it is to fail. */
  defect?: Defect;
}

/** Creations in the background that are to fail, and how. */
export interface ProvisioningFailure {
  kind?: "charger" | "location_chargers" | "batch_item" | "cpo" | "cpo_locations";
  times?: number;
  code?: string;
  message?: string;
  step?: string;
  param?: string;
  doc_url?: string;
  retryable?: boolean;
}

/** What the official client is made of, `ocpplab` on npm. */
export interface SdkOptions {
  environment: string;
  token: () => Promise<string>;
  /** Of an admin: the organization that is meant. */
  headers?: Record<string, string>;
}

/** A location that was created. */
export type Location = { id: string; name: string; slug: string } & Record<string, Json>;

/** A charger that was created; `id` is what later releases call `deployment_id`. */
export type Charger = { id: string; identity: string } & Record<string, Json>;

/** Options of an SDK: its own, less what the kit knows; `token` may be one's own. */
type Options<T> = Omit<Partial<T>, "environment"> & { role?: Role };

/** Of what the kit creates by itself, which is not what a test is about: no fault, and not in the journal. */
const ARRANGING = { "Content-Type": "application/json", "X-Sandbox-Arranged": "yes" };

/** What the command of the charger itself takes in its query. */
const FAULTS = ["inject-fault", "clear-fault"];

/** When a session is to end by itself, which the command of the charger itself does not take. */
const ENDS = ["duration_seconds", "target_energy_kwh"];

/** What a test misspelt, among the warnings of an answer. */
const UNKNOWN = /^unknown (body field|query parameter) /;

const LOCATION = {
  address: "1 Quay Street",
  city: "Paris",
  country: "FR",
  coordinates: { latitude: 48.8925, longitude: 2.2361 },
};
const CHARGER = {
  brand_slug: "wallbox",
  model_slug: "wallbox-pulsar-plus",
  connector_type: "Type2",
  ws_url: "ws://127.0.0.1:9000/ocpp",
};

/** An organization of one's own, and what can be done to it. */
export class Organization {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly requests: Requests;
  private readonly tokens = new Map<Role, Promise<string>>();
  private created = 0;

  constructor(
    private readonly plane: ControlPlane,
    readonly organizationId: string,
    readonly name: string,
  ) {
    this.faults = new Faults(plane, organizationId);
    this.clock = new Clock(plane, organizationId, () => this.tokens.clear());
    this.requests = new Requests(plane, organizationId);
  }

  /** The base URL of the sandbox, as an SDK takes it. */
  get url(): string {
    return this.plane.url;
  }

  /** Get a token of the organization, or one that fails in one named way: docs/tokens.md. */
  async token(options: TokenRequest = {}): Promise<string> {
    const names = ["role", "expiresIn", "defect"];
    const { role = "user", expiresIn = 3600, defect } = checked("token", options, names);
    const wanted = { role, expires_in: expiresIn, defect, organization_id: this.organizationId };
    return (await this.plane.post<{ access_token: string }>("/dev/token", wanted)).access_token;
  }

  /** Get an admin token; requests with it name the organization in `X-Organization-Id`. */
  async adminToken(options: { expiresIn?: number } = {}): Promise<string> {
    const { expiresIn = 3600 } = checked("adminToken", options, ["expiresIn"]);
    return this.token({ role: "admin", expiresIn });
  }

  /** Let something go wrong with the requests of the organization. */
  fault(fault: FaultRequest): Promise<Fault> {
    return this.faults.add(fault);
  }

  /** Let a ready-made misfortune happen. */
  preset(name: PresetName, options: { chargerId?: string } = {}): Promise<Preset> {
    return this.faults.preset(name, options);
  }

  /** Let the next creations in the background fail. */
  async failNext(failure: ProvisioningFailure = {}): Promise<void> {
    await this.plane.post("/dev/provisioning-failures", { ...failure, organization_id: this.organizationId });
  }

  /** Keep the present state, to go back to it. */
  snapshot(name?: string): Promise<Snapshot> {
    return Snapshot.take(this.plane, this.organizationId, name);
  }

  /** Go back to how the organization began. */
  async reset(): Promise<void> {
    await this.plane.post("/dev/reset", undefined, { organization_id: this.organizationId });
  }

  /** Send a request with a user token, or with that of `init`; after a 401 the next has a new one. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (headers.has("Authorization")) {
      return this.plane.fetch(path, init);
    }
    headers.set("Authorization", `Bearer ${await this.kitToken("user")}`);
    const answer = await this.plane.fetch(path, { ...init, headers });
    if (answer.status === 401) {
      this.tokens.clear();
    }
    return answer;
  }

  /** Create a location; what is not given has a default. The journal does not tell of it. */
  createLocation(fields: Record<string, Json> = {}): Promise<Location> {
    this.created += 1;
    return this.create("/locations", { name: `Location ${this.created}`, ...LOCATION, ...fields });
  }

  /** Create a charger; what is not given has a default. The journal does not tell of it. */
  createCharger(fields: Record<string, Json> = {}): Promise<Charger> {
    this.created += 1;
    const identity = `KIT-${String(this.created).padStart(4, "0")}`;
    return this.create("/chargers", { identity, ...CHARGER, ...fields });
  }

  /** Tell a charger something, such as `command(charger, "start-session", { id_tag: "TAG-1" })`. */
  command(charger: Charger | string, name: string, fields: Record<string, Json> = {}): Promise<Json> {
    const id = typeof charger === "string" ? charger : charger.id;
    if (FAULTS.includes(name) || (name === "start-session" && ENDS.some((end) => end in fields))) {
      return this.create(`/commands/${name}`, { target: { charger_id: id }, event: fields });
    }
    return this.create(`/chargers/${id}/${name}`, fields);
  }

  /** Return options for the official client: `new OcpplabSDK(organization.sdkOptions())`. */
  sdkOptions(options: { role?: Role } = {}): SdkOptions {
    const { role = "user" } = checked("sdkOptions", options, ["role"]);
    const acting = role === "admin" && { headers: { "X-Organization-Id": this.organizationId } };
    return { environment: this.url, token: () => this.kitToken(role), ...acting };
  }

  /** Return an official client: `organization.sdk(OcpplabSDK, { maxRetries: 0 })`. */
  sdk<Client, Wanted>(kind: new (options: Wanted) => Client, options?: Options<Wanted>): Client {
    const { role = "user", ...others }: { role?: Role } = options ?? {};
    // What the class wants beside these is known to nobody but its caller.
    return new kind({ ...this.sdkOptions({ role }), ...others } as Wanted);
  }

  /** Delete the organization with all it owns, and its faults; one that is gone already stays gone. */
  async remove(): Promise<void> {
    await this.faults.clear();
    await this.plane.remove(`/dev/tenants/${this.organizationId}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  private async create<T>(path: string, body: object): Promise<T> {
    const wanted = { method: "POST", headers: ARRANGING, body: json(body) };
    const answer = await this.fetch(path, wanted);
    const text = await answer.text();
    if (!answer.ok) {
      throw SandboxRequestError.of(`POST ${path}`, answer.status, text);
    }
    const warnings = (answer.headers.get("X-Sandbox-Warnings") ?? "").split("; ");
    const unknown = warnings.filter((warning) => UNKNOWN.test(warning));
    if (unknown.length > 0) {
      throw new SandboxError(`POST ${path}: ${unknown.join("; ")}`);
    }
    return JSON.parse(text) as T;
  }

  private kitToken(role: Role): Promise<string> {
    const token = this.tokens.get(role) ?? this.token({ role, expiresIn: YEAR });
    this.tokens.set(role, token);
    return token;
  }
}
