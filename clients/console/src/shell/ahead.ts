/** Chargers that have lived on to a later time than their clock shows: they stand still until it has caught up. */
import { computed, effect, signal } from "@preact/signals";
import { listen, returns, type SandboxEvent } from "../api/events.js";
import { get, path } from "../api/http.js";
import { isOtherState } from "../components/refreshed.js";
import { chargers, loading, organizationId, type Charger } from "../world/world.js";
import { lookAt, now } from "./clock.js";

/** How many chargers are asked: the clock that went back was that of all of them. */
const ASKED = 6;

const latest = signal<Date | null>(null);

/** The latest time of the chargers that are asked; null when none of them is ahead of the clock. */
export const livedUntil = computed(() => {
  const isAhead = latest.value !== null && now.value !== null && latest.value > now.value;
  return isAhead ? latest.value : null;
});

/** Asks whether chargers are ahead: at first, and when the clock has gone back or the state may have. */
export function watchAhead(): void {
  effect(() => {
    void returns.value;
    if (!loading.value) askAgain(organizationId.value);
  });
  listen((event) => {
    if (mayHaveGoneBack(event) && !loading.peek()) askAgain(organizationId.peek());
  });
}

const mayHaveGoneBack = (event: SandboxEvent): boolean => isOtherState(event) || (event.kind === "clock" && event.change === "released");

let asks = 0;

/** Of two answers the later question's counts; without an answer nothing is said. */
function askAgain(organization_id: string | null): void {
  const mine = ++asks;
  const told = (until: Date | null) => {
    if (mine === asks) latest.value = until;
  };
  ask(organization_id).then(told, () => told(null));
}

async function ask(organization_id: string | null): Promise<Date | null> {
  const times = await Promise.all(likely().map((charger) => timeOf(charger, organization_id)));
  // The clock is asked last: a charger that goes by it cannot be later.
  const { clock } = await lookAt(organization_id);
  const until = Math.max(...times.filter((time) => time !== null), 0);
  return until > Date.parse(clock.now) ? new Date(until) : null;
}

/** The chargers that are asked: in one that charges something has happened lately. */
function likely(): Charger[] {
  const started = chargers.peek().filter(({ runtime }) => runtime !== null);
  return [...started.filter(({ state }) => state === "charging"), ...started.filter(({ state }) => state !== "charging")].slice(0, ASKED);
}

/** When something has last happened to a charger, in milliseconds; null of one that is gone, or that goes by another clock. */
async function timeOf({ id, organization_id: owner }: Charger, shown: string | null): Promise<number | null> {
  if (shown === null && (await lookAt(owner)).clock.organization_id !== null) return null;
  const now = await get<{ at: string }>(path`dev/chargers/${id}`).catch(() => null);
  return now === null ? null : Date.parse(now.at);
}
