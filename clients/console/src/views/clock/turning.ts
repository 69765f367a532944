/** The clock that is steered: that of all, or of the organization that is shown. */
import { ask } from "../../api/http.js";
import { dateTime } from "../../components/units.js";
import { to } from "../../route.js";
import { clock, look, lookAt, now, timeBy, type Clock } from "../../shell/clock.js";
import { done } from "../../shell/notices.js";
import { organizationId } from "../../world/world.js";

interface Turn {
  now?: string;
  advance?: number;
  speed?: number;
  frozen?: boolean;
}

/** Turns the clock, and tells what that brought about. */
export async function turn(how: Turn): Promise<string> {
  const turned = await ask<Clock & { fired: number }>("POST", "dev/clock", {
    body: { ...how, organization_id: organizationId.value },
  });
  await look();
  return `${state(turned)} ${fired(turned.fired)}`;
}

/** Goes back to real time, or to the clock of all. */
export async function release(): Promise<void> {
  const before = now.peek();
  await ask("DELETE", "dev/clock", { query: { organization_id: organizationId.value } });
  await look();
  // An event may have asked for the time as well, so that what is shown may not be told yet.
  const after = await lookAt(organizationId.value);
  const text = organizationId.value === null ? "The clock shows real time again." : "It follows the clock of all again.";
  if (before === null || before <= timeBy(after)) return done(text);
  const ahead = `Chargers have lived until ${dateTime(before.toISOString())}: they stand still until then. Restore a snapshot of an earlier time, or reset, to go on at once:`;
  done(`${text} ${ahead}`, { name: "Snapshots", address: to("snapshots") });
}

/** Why there is nothing to go back from; null if there is. */
export function againstRelease(): string | null {
  if (clock.value === null) return "The time is not known yet";
  if (organizationId.value !== null) return clock.value.organization_id === null ? "It follows the clock of all already" : null;
  return null;
}

function state({ now: shown, frozen, speed }: Clock): string {
  const going = frozen ? "stands at" : speed === 1 ? "shows" : `goes ${speed} times as fast from`;
  return `The clock ${going} ${dateTime(shown)}.`;
}

function fired(count: number): string {
  if (count === 0) return "Nothing was due in the background.";
  return count === 1 ? "One work in the background came to its end." : `${count} works in the background came to their end.`;
}
