/** The clock of the sandbox, or of the organization that is shown; it runs on in the page between two looks at it. */
import { computed, effect, signal } from "@preact/signals";
import { listen, returns, type SandboxEvent } from "../api/events.js";
import { get } from "../api/http.js";
import { isOtherState } from "../components/refreshed.js";
import { organizationId } from "../world/world.js";
import { failed } from "./notices.js";

export interface Clock {
  now: string;
  frozen: boolean;
  speed: number;
  /** Null for the clock of all, which an organization without one of its own follows. */
  organization_id: string | null;
}

/** A clock, and when in the life of the page it was looked at, in milliseconds. */
export interface Look {
  clock: Clock;
  at: number;
}

const looked = signal<Look | null>(null);
const tick = signal(0);

export const clock = computed(() => looked.value?.clock ?? null);

/** The time of the sandbox, once a second. */
export const now = computed(() => {
  void tick.value;
  return looked.value === null ? null : timeBy(looked.value);
});

/** The day of the sandbox, such as `2026-05-01`. */
export const today = computed(() => now.value?.toISOString().slice(0, 10) ?? null);

/** The time that a clock shows by now. */
export function timeBy({ clock, at }: Look): Date {
  const passed = clock.frozen ? 0 : (performance.now() - at) * clock.speed;
  return new Date(Date.parse(clock.now) + passed);
}

/** Asks for the time, and again when another organization is shown and when a clock was turned or may have been. */
export function watchClock(): void {
  effect(() => void (returns.value, look(organizationId.value).catch(failed)));
  listen((event) => {
    if (isOtherTime(event)) void look().catch(failed);
  });
  window.setInterval(() => tick.value++, 1000);
}

/** Whether a clock may show another time at once. */
export const isOtherTime = (event: SandboxEvent): boolean => event.kind === "clock" || isOtherState(event);

let looks = 0;

/** Asks for the time; of two answers the later question's counts. */
export async function look(organization_id = organizationId.peek()): Promise<void> {
  const mine = ++looks;
  const told = await lookAt(organization_id);
  if (mine === looks) looked.value = told;
}

/** Looks at the clock of an organization, or at that of all. */
export async function lookAt(organization_id: string | null): Promise<Look> {
  return { clock: await get<Clock>("dev/clock", { organization_id }), at: performance.now() };
}
