/** The clock of the sandbox, or of the organization that is shown; it runs on in the page between two looks at it. */
import { computed, effect, signal } from "@preact/signals";
import { listen } from "../api/events.js";
import { get } from "../api/http.js";
import { organizationId } from "../world/world.js";
import { failed } from "./notices.js";

export interface Clock {
  now: string;
  frozen: boolean;
  speed: number;
  /** Null for the clock of all, which an organization without one of its own follows. */
  organization_id: string | null;
}

const looked = signal<{ clock: Clock; at: number } | null>(null);
const tick = signal(0);

export const clock = computed(() => looked.value?.clock ?? null);

/** The time of the sandbox, once a second. */
export const now = computed(() => {
  void tick.value;
  if (looked.value === null) return null;
  const { clock, at } = looked.value;
  const passed = clock.frozen ? 0 : (performance.now() - at) * clock.speed;
  return new Date(Date.parse(clock.now) + passed);
});

/** Asks for the time, and again whenever a clock is turned or another organization is shown. */
export function watchClock(): void {
  effect(() => void look(organizationId.value).catch(failed));
  listen((event) => {
    if (event.kind === "clock") void look().catch(failed);
  });
  window.setInterval(() => tick.value++, 1000);
}

let looks = 0;

/** Asks for the time; of two answers the later question's counts. */
export async function look(organization_id = organizationId.peek()): Promise<void> {
  const mine = ++looks;
  const told = await get<Clock>("dev/clock", { organization_id });
  if (mine === looks) looked.value = { clock: told, at: performance.now() };
}
