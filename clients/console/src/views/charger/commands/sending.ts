/** Sends a command by the route that any client would take, and waits for what comes of it. */
import { listen, type CommandEvent } from "../../../api/events.js";
import { path, Refused } from "../../../api/http.js";
import { postAsUser } from "../../../api/tokens.js";
import type { ChargerNow } from "../charger.js";
import type { Command } from "./catalog.js";
import type { Payload } from "./possible.js";

interface Queued {
  id: string;
}

interface FannedOut {
  results: { command: Queued }[];
  failed: { error: string }[];
}

/** Milliseconds that an outcome is waited for; a command may be on its way for longer. */
const PATIENCE = 8000;
const OUTCOMES = new Set(["deferred", "applied", "rejected", "expired", "failed"]);

/** Returns what came of it in a sentence; throws `Refused` if it was not carried out. */
export async function send(charger: ChargerNow, command: Command, payload: Payload): Promise<string> {
  const outcomes = new Outcomes();
  try {
    const id = await post(charger, command, payload);
    return sentence(command, await outcomes.of(id));
  } finally {
    outcomes.end();
  }
}

async function post({ id, organization_id }: ChargerNow, { path: route, alone }: Command, payload: Payload): Promise<string> {
  if (alone) {
    const queued = await postAsUser<Queued>(organization_id, `${path`chargers/${id}`}/${route}`, payload);
    return queued.id;
  }
  const body = { target: { deployment_id: id }, payload };
  const { results, failed } = await postAsUser<FannedOut>(organization_id, `evcharger/commands/${route}`, body);
  const [sent] = results;
  if (sent === undefined) throw new Refused(0, failed[0]?.error ?? "The charger was not reached");
  return sent.command.id;
}

function sentence({ name }: Command, outcome: CommandEvent | null): string {
  if (outcome === null) return `${name}: on its way`;
  const { change, reason } = outcome;
  if (change === "applied") return `${name}: ${reason === null ? "done" : `done, but ${reason}`}`;
  if (change === "deferred") return `${name}: waits. ${reason ?? ""}`;
  throw new Refused(0, `${name}: ${change}. ${reason ?? ""}`);
}

/** What is told of commands; an outcome may be told before the answer says which command it is. */
class Outcomes {
  private readonly told = new Map<string, CommandEvent>();
  private waiting: ((event: CommandEvent) => void) | undefined;

  readonly end = listen((event) => {
    if (event.kind !== "command" || !OUTCOMES.has(event.change)) return;
    this.told.set(event.command_id, event);
    this.waiting?.(event);
  });

  /** Returns the outcome of a command; null if it takes too long. */
  of(id: string): Promise<CommandEvent | null> {
    return new Promise((resolve) => {
      const timer = window.setTimeout(() => resolve(null), PATIENCE);
      this.waiting = (event) => {
        if (event.command_id !== id) return;
        window.clearTimeout(timer);
        resolve(event);
      };
      this.told.forEach(this.waiting);
    });
  }
}
