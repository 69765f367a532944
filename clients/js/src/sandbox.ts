/** A running sandbox. */

import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import type { ControlPlane } from "./http.js";
import { Organization } from "./organization.js";
import { Requests } from "./requests.js";
import { Snapshot } from "./snapshots.js";

/** A running sandbox; what is done to it concerns all of its organizations. */
export class Sandbox {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly requests: Requests;

  constructor(
    private readonly plane: ControlPlane,
    private readonly stopServer: () => Promise<void>,
  ) {
    this.faults = new Faults(plane);
    this.clock = new Clock(plane);
    this.requests = new Requests(plane);
  }

  /** The base URL, as an SDK takes it. */
  get url(): string {
    return this.plane.url;
  }

  /** Create an organization, empty and of one's own. */
  async organization(name = "test"): Promise<Organization> {
    const { id } = await this.plane.post<{ id: string }>("/dev/tenants", { name });
    return new Organization(this.plane, id, name);
  }

  /** Keep the present state of all organizations, to go back to it. */
  snapshot(name?: string): Promise<Snapshot> {
    return Snapshot.take(this.plane, undefined, name);
  }

  /** Go back to the world as it was opened; organizations that were created since are gone. */
  async reset(): Promise<void> {
    await this.plane.post("/dev/reset");
  }

  /** Send a request as it is, without a token. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return this.plane.fetch(path, init);
  }

  /** Stop the server if it was started for this, and wait until it is gone. */
  stop(): Promise<void> {
    return this.stopServer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
