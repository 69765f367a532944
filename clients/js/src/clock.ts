/** The time that an organization goes by. */

import { SandboxError } from "./errors.js";
import type { ControlPlane } from "./http.js";
import { checked, shown } from "./names.js";

/** A clock as the server shows it. */
export interface ClockResponse {
  now: string;
  frozen: boolean;
  speed: number;
  /** Null for the clock of all that have none of their own. */
  organization_id: string | null;
}

/** A clock that was turned. */
export interface ClockTurnedResponse extends ClockResponse {
  /** How many creations and other work in the background it brought about. */
  fired: number;
}

/** A span of time: seconds, or parts that are added up. */
export type Duration = number | { days?: number; hours?: number; minutes?: number; seconds?: number };

/** A moment: a Date, or a text in ISO 8601. */
export type Moment = Date | string;

/** The clock of all, or of an organization: the first turn gives it one of its own. */
export class Clock {
  /** @param onTurn - told whenever the time has jumped, so that a token may be exchanged */
  constructor(
    private readonly plane: ControlPlane,
    private readonly organizationId?: string,
    private readonly onTurn: () => void = () => {},
  ) {}

  /** Read the time. */
  async now(): Promise<Date> {
    return new Date((await this.read()).now);
  }

  /** Read the clock. */
  read(): Promise<ClockResponse> {
    return this.plane.get<ClockResponse>("/dev/clock", { organization_id: this.organizationId });
  }

  /** Let time stand still, now or at a moment to come. */
  async freeze(at?: Moment): Promise<ClockTurnedResponse> {
    return this.turn({ ...(at !== undefined && { now: text(at) }), frozen: true });
  }

  /** Let time pass again. */
  unfreeze(): Promise<ClockTurnedResponse> {
    return this.turn({ frozen: false });
  }

  /** Go to a moment, which is not before the present one; what comes due on the way is done. */
  async set(now: Moment): Promise<ClockTurnedResponse> {
    return this.turn({ now: text(now) });
  }

  /** Go forward: `advance(90)`, `advance({ hours: 1, minutes: 30 })`. */
  async advance(by: Duration): Promise<ClockTurnedResponse> {
    return this.turn({ advance: seconds(by) });
  }

  /** Let so many seconds pass in one. */
  async speed(speed: number): Promise<ClockTurnedResponse> {
    return this.turn({ speed: finite("speed", speed) });
  }

  /** Go back to real time, or let the organization go by the clock of all again. */
  async reset(): Promise<void> {
    await this.plane.delete("/dev/clock", { organization_id: this.organizationId });
    this.onTurn();
  }

  private async turn(how: object): Promise<ClockTurnedResponse> {
    const owner = this.organizationId === undefined ? {} : { organization_id: this.organizationId };
    const turned = await this.plane.post<ClockTurnedResponse>("/dev/clock", { ...how, ...owner });
    this.onTurn();
    return turned;
  }
}

/** Seconds that a part lasts. */
const PARTS = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };

function seconds(by: Duration): number {
  if (typeof by === "number") {
    return finite("advance", by);
  }
  const given: unknown = by;
  if (typeof given !== "object" || given === null || Object.keys(given).length === 0) {
    throw new SandboxError(
      `advance: expected seconds such as 90, or parts such as { hours: 1, minutes: 30 }, got ${shown(given)}`,
    );
  }
  const parts = Object.entries(checked("advance", by, Object.keys(PARTS)));
  return parts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => finite(`advance: ${name}`, value) * PARTS[name as keyof typeof PARTS])
    .reduce((sum, value) => sum + value, 0);
}

function finite(what: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new SandboxError(`${what}: expected a number, got ${shown(value)}`);
  }
  return value;
}

function text(moment: Moment): string {
  const given: unknown = moment;
  if (typeof given === "string") {
    return given;
  }
  if (given instanceof Date && !Number.isNaN(given.getTime())) {
    return given.toISOString();
  }
  const got = given instanceof Date ? String(given) : shown(given);
  throw new SandboxError(`expected a moment: a Date, or a text such as "2031-05-01T08:00:00Z"; got ${got}`);
}
