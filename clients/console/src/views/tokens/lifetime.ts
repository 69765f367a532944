/** The times in a token, by the clock that its organization goes by. */
import { useEffect, useState } from "preact/hooks";
import { listen } from "../../api/events.js";
import { get } from "../../api/http.js";
import { now, type Clock } from "../../shell/clock.js";

interface Look {
  clock: Clock;
  at: number;
}

/** The time of an organization, or that of all, in milliseconds; drawn anew each second. */
export function useTime(organizationId: string | null): number | null {
  const [look, setLook] = useState<Look | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    const ask = () =>
      get<Clock>("dev/clock", { organization_id: organizationId }, { signal: ended.signal }).then(
        (clock) => setLook({ clock, at: performance.now() }),
        // A token may name an organization that is not here.
        () => ended.signal.aborted || setLook(null),
      );
    void ask();
    const deaf = listen((event) => {
      if (event.kind === "clock") void ask();
    });
    return () => {
      ended.abort();
      deaf();
    };
  }, [organizationId]);
  const ofAll = now.value;
  if (look === null) return ofAll === null ? null : ofAll.getTime();
  return Date.parse(look.clock.now) + (look.clock.frozen ? 0 : (performance.now() - look.at) * look.clock.speed);
}

const UNITS = [
  { name: "d", seconds: 86_400 },
  { name: "h", seconds: 3600 },
  { name: "min", seconds: 60 },
  { name: "s", seconds: 1 },
] as const;

/** `59 min`, `2 h 5 min`: the two largest units. */
export function span(seconds: number): string {
  const from = UNITS.findIndex((unit) => seconds >= unit.seconds);
  if (from < 0) return "0 s";
  let left = Math.floor(seconds);
  const told = UNITS.slice(from, from + 2).map((unit) => {
    const count = Math.floor(left / unit.seconds);
    left -= count * unit.seconds;
    return count === 0 ? "" : `${count} ${unit.name}`;
  });
  return told.filter(Boolean).join(" ");
}

/** What a claim that is a time means now. */
export function meaning(claim: string, seconds: number, time: number): string {
  const left = Math.floor(seconds - time / 1000);
  const ago = `${span(-left)} ago`;
  if (claim === "exp") return left > 0 ? `ends in ${span(left)}` : `ended ${ago}`;
  if (claim === "nbf") return left > 0 ? `valid in ${span(left)}` : `valid since ${span(-left)}`;
  return left > 0 ? `in ${span(left)}` : ago;
}
