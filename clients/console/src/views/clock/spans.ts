/** Spans of time, as people say them. */

export const UNITS = [
  { name: "seconds", seconds: 1 },
  { name: "minutes", seconds: 60 },
  { name: "hours", seconds: 3600 },
  { name: "days", seconds: 86_400 },
] as const;

/** Seconds as `3 days 4 hours`: the two largest units that it has. */
export function inWords(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const unit of [...UNITS].reverse()) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) parts.push(`${count} ${count === 1 ? unit.name.slice(0, -1) : unit.name}`);
  }
  return parts.slice(0, 2).join(" ") || "0 seconds";
}
