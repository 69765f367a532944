/** What has happened lately, in words. */
import { signal } from "@preact/signals";
import { listen, type CommandEvent, type ConnectorEvent, type JobEvent, type SandboxEvent, type SessionEvent } from "../api/events.js";
import { get } from "../api/http.js";
import { energy } from "../components/units.js";
import { failed } from "../shell/notices.js";
import type { State } from "./state.js";

export interface Happening {
  id: number;
  at: string;
  organizationId: string | null;
  /** The charger that it happened to, with what people call it. */
  charger: { id: string; identity: string } | null;
  /** What happened, to be read after the identity. */
  text: string;
  /** How it looks: as the state that it leads to, or as what went well or wrong. */
  kind: State;
}

const KEPT = 50;
/** What is asked about the past: of connectors more, since most of what they tell is no happening. */
const PAST = [
  { kind: ["session", "command", "job", "charger", "world"], limit: KEPT },
  { kind: ["connector"], limit: 2 * KEPT },
] as const;
/** Milliseconds between two looks of the feed: it has to be read. */
const SHOWN_TOGETHER = 500;
/** Milliseconds after the page was opened in which chargers that are looked at for the first time tell of their past. */
const FIRST_LOOKS = 15_000;

/** The last happenings, the newest first. */
export const happenings = signal<readonly Happening[]>([]);

let fresh: Happening[] = [];
let showing: number | undefined;

/** Begins to listen, for good, after what has happened before: who comes to the world sees what it was about. */
export function watchHappenings(): void {
  listen(note);
  for (const past of PAST) void get<{ data: SandboxEvent[] }>("dev/events/latest", past).then(({ data }) => data.forEach(note), failed);
}

/** What is told of both, here and by the stream that has just been opened, is one happening. */
function note(event: SandboxEvent): void {
  const happening = happeningOf(event);
  if (happening === null || isNoted(event.id)) return;
  fresh.push(happening);
  if (fresh.length > 2 * KEPT) fresh = fresh.slice(-KEPT);
  showing ??= window.setTimeout(showFresh, SHOWN_TOGETHER);
}

const isNoted = (id: number): boolean => [...fresh, ...happenings.value].some((one) => one.id === id);

/** Once the first looks are over, what comes is new: organizations may have clocks of their own, so times do not tell. */
function showFresh(): void {
  showing = undefined;
  const earlier = happenings.value;
  const areFirstLooks = performance.now() < FIRST_LOOKS;
  happenings.value = (areFirstLooks ? inOrder([...fresh, ...earlier]) : [...inOrder(fresh), ...earlier]).slice(0, KEPT);
  fresh = [];
}

const inOrder = (some: readonly Happening[]): Happening[] =>
  some.toSorted((a, b) => (a.at === b.at ? b.id - a.id : a.at < b.at ? 1 : -1));

function happeningOf(event: SandboxEvent): Happening | null {
  const told = toldBy(event);
  if (told === null) return null;
  const charger = "identity" in event ? { id: event.charger_id, identity: event.identity } : null;
  return { id: event.id, at: event.at, organizationId: event.organization_id, charger, text: told[0], kind: told[1] };
}

type Words = [text: string, kind: State];

function toldBy(event: SandboxEvent): Words | null {
  switch (event.kind) {
    case "session":
      return ofSession(event);
    case "connector":
      return ofConnector(event);
    case "command":
      return ofCommand(event);
    case "job":
      return ofJob(event);
    case "charger":
      if (event.change !== "runtime") return [`was ${event.change}`, "unknown"];
      return [`is ${event.runtime}`, event.runtime === "online" ? "available" : "offline"];
    case "world":
      return [WORLD[event.change] ?? `The world was ${event.change}`, "unknown"];
    default:
      return null;
  }
}

function ofSession({ change, connector, energy_wh, id_tag }: SessionEvent): Words {
  if (change === "ended") return [`session ended on connector ${connector}, ${energy(energy_wh)}`, "available"];
  return [`session ${change} on connector ${connector}${id_tag === null ? "" : `, ${id_tag}`}`, "charging"];
}

function ofConnector({ change, connector, status, previous_status }: ConnectorEvent): Words | null {
  if (change !== "status" || status === previous_status) return null;
  if (status === "Faulted") return [`fault on connector ${connector}`, "faulted"];
  return previous_status === "Faulted" ? [`fault over on connector ${connector}`, "available"] : null;
}

function ofCommand({ change, command, reason }: CommandEvent): Words | null {
  if (change === "received" || change === "queued") return null;
  const name = command.replaceAll("_", " ");
  if (change === "applied") return [`carried out “${name}”`, "available"];
  const why = reason === null ? "" : `: ${reason}`;
  return [`${COMMAND[change] ?? change} “${name}”${why}`, change === "deferred" ? "suspended" : "faulted"];
}

const COMMAND: Record<string, string> = {
  deferred: "will get later",
  rejected: "rejected",
  expired: "got too late",
  failed: "could not be given",
};

function ofJob({ change, job, subject_id, error }: JobEvent): Words | null {
  const name = JOBS[job] ?? job.replaceAll("_", " ");
  if (change === "READY") return [`${name} ready: ${subject_id}`, "available"];
  return change === "FAILED" ? [`${name} failed: ${error ?? subject_id}`, "faulted"] : null;
}

const JOBS: Record<string, string> = {
  charger: "Charger",
  location_chargers: "Chargers of a location",
  cpo: "Roaming partner",
  cpo_locations: "Locations of a roaming partner",
  cpo_expiry: "End of a roaming partner",
  runtime_operation: "Change of a process",
};

const WORLD: Record<string, string> = {
  opened: "A world was opened",
  reset: "The world was reset",
  restored: "A snapshot was restored",
  imported: "A world was imported",
  created: "An organization was created",
  removed: "An organization was removed",
};
