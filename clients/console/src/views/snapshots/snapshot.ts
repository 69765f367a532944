/** A state that is kept under a name. */
import { now } from "../../shell/clock.js";
import { organizationId } from "../../world/world.js";

export interface Snapshot {
  name: string;
  organization_id: string | null;
  created_at: string;
  records: number;
}

/** Seconds that have passed since it was made, by the clock that is shown, below 0 if that is earlier; 0 of one that may go by another clock. */
export function secondsSince({ organization_id, created_at }: Snapshot): number {
  if (now.value === null || organization_id !== organizationId.value) return 0;
  const seconds = (now.value.getTime() - Date.parse(created_at)) / 1000;
  return Math.abs(seconds) < NOTICED ? 0 : seconds;
}

/** In fewer seconds than that chargers do nothing that anybody would miss. */
const NOTICED = 60;
