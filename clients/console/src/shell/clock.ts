/** The clock of the sandbox, running on in the page between two looks at it. */
import { computed, signal } from "@preact/signals";
import { listen } from "../api/events.js";
import { get } from "../api/http.js";

export interface Clock {
  now: string;
  frozen: boolean;
  speed: number;
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

/** Asks for the time, and again whenever a clock is turned. */
export function watchClock(): void {
  void look();
  listen((event) => {
    if (event.kind === "clock") void look();
  });
  window.setInterval(() => tick.value++, 1000);
}

export async function look(): Promise<void> {
  looked.value = { clock: await get<Clock>("dev/clock"), at: performance.now() };
}
