/** Sends a command by the route that any client would take, and waits for what comes of it. */
import { listen, type CommandEvent } from "../../../api/events.js";
import { Refused } from "../../../api/http.js";
import { asUser } from "../../../api/tokens.js";
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

async function post({ id, organization_id }: ChargerNow, { path, alone }: Command, payload: Payload): Promise<string> {
  if (alone) {
    const queued = await asUser<Queued>(organization_id, "POST", `chargers/${encodeURIComponent(id)}/${path}`, { body: payload });
    return queued.id;
  }
  const body = { target: { deployment_id: id }, payload };
  const { results, failed } = await asUser<FannedOut>(organization_id, "POST", `evcharger/commands/${path}`, { body });
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
  private waiting: (() => void) | undefined;

  readonly end = listen((event) => {
    if (event.kind !== "command" || !OUTCOMES.has(event.change)) return;
    this.told.set(event.command_id, event);
    this.waiting?.();
  });

  async of(id: string): Promise<CommandEvent | null> {
    const until = performance.now() + PATIENCE;
    while (!this.told.has(id) && performance.now() < until) {
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
        window.setTimeout(resolve, until - performance.now());
      });
    }
    return this.told.get(id) ?? null;
  }
}
