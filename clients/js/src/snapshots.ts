/** States to go back to. */

import type { ControlPlane } from "./http.js";

/** A snapshot as the server shows it. */
export interface SnapshotResponse {
  name: string;
  /** Null for one of the whole sandbox. */
  organization_id: string | null;
  created_at: string;
  records: number;
}

/** A snapshot that was taken. */
export class Snapshot {
  readonly name: string;
  /** How many records it holds. */
  readonly records: number;

  constructor(
    private readonly plane: ControlPlane,
    private readonly told: SnapshotResponse,
  ) {
    this.name = told.name;
    this.records = told.records;
  }

  /** Take one, in whole or of one organization; a name that is taken is used anew. */
  static async take(plane: ControlPlane, organizationId?: string, name?: string): Promise<Snapshot> {
    return new Snapshot(
      plane,
      await plane.post<SnapshotResponse>("/dev/snapshots", { name, organization_id: organizationId }),
    );
  }

  /** Go back to it; as often as needed. */
  async restore(): Promise<void> {
    await this.plane.post(`/dev/snapshots/${this.name}/restore`, undefined, this.owner());
  }

  /** Forget it; the state stays as it is. */
  async remove(): Promise<void> {
    await this.plane.remove(`/dev/snapshots/${this.name}`, this.owner());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  private owner(): { organization_id: string | undefined } {
    return { organization_id: this.told.organization_id ?? undefined };
  }
}
