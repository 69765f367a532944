/** Power and energy of a charger over time: what its frames say, and what was seen between them. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ChargerNow } from "../charger.js";
import type { Frame } from "../conversation/frame.js";
import { idOf, readings, type Reading } from "./meter_values.js";

/** Of what was seen so much is kept: hours of looks. */
const KEPT = 10_000;

export class History {
  private readonly seen = signal<readonly Reading[]>([]);
  /** By time, of all connectors. */
  readonly readings: ReadonlySignal<readonly Reading[]>;

  constructor(frames: ReadonlySignal<readonly Frame[] | null>) {
    const told = computed(() => readings(frames.value ?? []));
    this.readings = computed(() => distinct([...told.value, ...this.seen.value]).sort((one, other) => one.at - other.at));
  }

  /** Keeps what the meters show now. */
  see(charger: ChargerNow): void {
    const at = Date.parse(charger.at);
    const now = charger.connectors.map(({ number, power_w, energy_wh }) => ({ connector: number, at, power_w, energy_wh }));
    this.seen.value = distinct([...this.seen.value, ...now]).slice(-KEPT);
  }

  /** Begins anew: the state has become another at once. */
  forget(): void {
    this.seen.value = [];
  }
}

/** Leaves out what was seen twice, as it is where a clock stands still. */
function distinct(readings: readonly Reading[]): Reading[] {
  return [...new Map(readings.map((reading) => [idOf(reading), reading])).values()];
}
