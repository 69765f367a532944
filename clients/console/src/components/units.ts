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

/** What a request took, as `1.2 ms`, `12 ms` or `1.50 s`. */
export function duration(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  const milliseconds = seconds * 1000;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

const SPANS = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/** How far two times are apart, as `59 min` or `2 h 5 min`: the two largest units. */
export function span(seconds: number): string {
  const from = SPANS.findIndex((unit) => seconds >= unit.seconds);
  if (from < 0) return "0 s";
  let left = Math.floor(seconds);
  const told = SPANS.slice(from, from + 2).map((unit) => {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    return count === 0 ? "" : `${count} ${unit.name}`;
  });
  return told.filter(Boolean).join(" ");
}

/** A time of the sandbox as `14:03:09`, in UTC. */
export const clockTime = (at: string): string => new Date(at).toISOString().slice(11, 19);

/** A time of the sandbox as `2026-05-01 14:03:09`, in UTC. */
export const dateTime = (at: string): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

const { format } = new Intl.NumberFormat("en");

/** A count as `2,500`. */
export const count = (number: number): string => format(number);

/** How many of something, as `1 charger` or `2,500 chargers`. */
export const counted = (number: number, noun: string): string => `${format(number)} ${noun}${number === 1 ? "" : "s"}`;
