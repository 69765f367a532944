/** Figures as people read them. */

/** Watts as `7.4 kW`, `1.2 MW`. */
export function power(watts: number): string {
  if (watts >= 999_500) return `${(watts / 1e6).toFixed(1)} MW`;
  return watts >= 1000 ? `${(watts / 1000).toFixed(1)} kW` : `${Math.round(watts)} W`;
}

/** Watt hours as `12.3 kWh`. */
export function energy(wattHours: number): string {
  return wattHours >= 1000 ? `${(wattHours / 1000).toFixed(1)} kWh` : `${Math.round(wattHours)} Wh`;
}

/** A time of the sandbox as `14:03:09`. */
export const clockTime = (at: string): string => new Date(at).toISOString().slice(11, 19);

/** A time of the sandbox as `2026-05-01 14:03:09`, in UTC. */
export const dateTime = (at: string): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

const { format } = new Intl.NumberFormat("en");

/** A count as `2,500`. */
export const count = (number: number): string => format(number);

/** How many of something, as `1 charger` or `2,500 chargers`. */
export const counted = (number: number, noun: string): string => `${format(number)} ${noun}${number === 1 ? "" : "s"}`;
