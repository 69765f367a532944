/** The time that an organization goes by. */

import type { ControlPlane } from "./http.js";

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
  freeze(at?: Moment): Promise<ClockTurnedResponse> {
    return this.turn({ ...(at !== undefined && { now: text(at) }), frozen: true });
  }

  /** Let time pass again. */
  unfreeze(): Promise<ClockTurnedResponse> {
    return this.turn({ frozen: false });
  }

  /** Go to a moment, which is not before the present one; what comes due on the way is done. */
  set(now: Moment): Promise<ClockTurnedResponse> {
    return this.turn({ now: text(now) });
  }

  /** Go forward: `advance(90)`, `advance({ hours: 1, minutes: 30 })`. */
  advance(by: Duration): Promise<ClockTurnedResponse> {
    return this.turn({ advance: seconds(by) });
  }

  /** Let so many seconds pass in one. */
  speed(speed: number): Promise<ClockTurnedResponse> {
    return this.turn({ speed });
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

function seconds(by: Duration): number {
  if (typeof by === "number") {
    return by;
  }
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = by;
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

function text(moment: Moment): string {
  return typeof moment === "string" ? moment : moment.toISOString();
}
