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
  const asked = likely();
  const others = organization_id === null ? await withOwnClocks(asked) : new Set<string>();
  const times = await Promise.all(asked.filter((one) => !others.has(one.organization_id)).map(timeOf));
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

/** The organizations of chargers that the clock of all says nothing about. */
async function withOwnClocks(asked: readonly Charger[]): Promise<Set<string>> {
  const owners = [...new Set(asked.map(({ organization_id }) => organization_id))];
  const clocks = (await Promise.all(owners.map(lookAt))).map(({ clock }) => clock.organization_id);
  return new Set(clocks.filter((id) => id !== null));
}

/** When something has last happened to a charger, in milliseconds; null of one that is gone. */
async function timeOf({ id }: Charger): Promise<number | null> {
  const now = await get<{ at: string }>(path`dev/chargers/${id}`).catch(() => null);
  return now === null ? null : Date.parse(now.at);
}
