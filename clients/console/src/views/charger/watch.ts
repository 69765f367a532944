/** One charger, watched: how it is now, and what it and its CSMS say to each other. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { listen, type SandboxEvent } from "../../api/events.js";
import { get, path, Refused } from "../../api/http.js";
import { History } from "./chart/history.js";
import { isBusy, type ChargerNow } from "./charger.js";
import { Log } from "./conversation/log.js";

/** Milliseconds between two looks while a session runs or a line comes up: no event tells of each step. */
const BUSY = 2000;
/** Milliseconds between two looks else: what a CSMS asks is told by no event either. */
const IDLE = 5000;
/** Milliseconds in which several events make one look. */
const TOGETHER = 120;

export class Watch {
  readonly now = signal<ChargerNow | null>(null);
  /** Why there is nothing to show, or nothing newer. */
  readonly problem = signal<Refused | null>(null);
  /** Counts what was told of its commands. */
  readonly commands = signal(0);
  readonly log: Log;
  readonly history: History;
  private readonly stopped = new AbortController();
  private timer: number | undefined;
  private due = Infinity;
  private looking: Promise<void> | undefined;

  constructor(readonly chargerId: string) {
    this.log = new Log(chargerId, this.stopped.signal);
    this.history = new History(this.log.frames);
  }

  /** Looks now and from now on; the returned function ends that. */
  start(): () => void {
    const deaf = listen((event) => this.heard(event));
    const seen = () => this.lookSoon(0);
    document.addEventListener("visibilitychange", seen);
    void this.look();
    return () => {
      this.stopped.abort();
      window.clearTimeout(this.timer);
      document.removeEventListener("visibilitychange", seen);
      deaf();
    };
  }

  /** Looks; whoever asks while a look is under way gets the next one, which knows of what was just done. */
  async look(): Promise<void> {
    await this.looking;
    this.looking ??= this.takeLook().finally(() => (this.looking = undefined));
    await this.looking;
  }

  private async takeLook(): Promise<void> {
    const { signal } = this.stopped;
    try {
      // This brings the charger up to date, its log too.
      const now = await get<ChargerNow>(path`dev/chargers/${this.chargerId}`, {}, { signal });
      await this.log.read();
      this.now.value = now;
      this.problem.value = null;
      this.history.see(now);
    } catch (error) {
      if (signal.aborted) return;
      this.problem.value = error instanceof Refused ? error : new Refused(0, String(error));
    }
    this.lookSoon(this.now.value !== null && isBusy(this.now.value) ? BUSY : IDLE);
  }

  /** Looks after so many milliseconds, unless it will look before that anyway. */
  private lookSoon(after: number): void {
    const due = performance.now() + after;
    if (this.stopped.signal.aborted || document.hidden || due >= this.due) return;
    window.clearTimeout(this.timer);
    this.due = due;
    this.timer = window.setTimeout(() => {
      this.due = Infinity;
      void this.look();
    }, after);
  }

  private heard(event: SandboxEvent): void {
    if (event.kind === "world" || event.kind === "gap") {
      this.log.forget();
      this.history.forget();
    } else if (!concerns(event, this.chargerId)) return;
    if (event.kind === "command" || event.kind === "world") this.commands.value++;
    this.lookSoon(TOGETHER);
  }
}

function concerns(event: SandboxEvent, chargerId: string): boolean {
  if (event.kind === "clock") return true;
  if (event.kind === "job") return event.subject_id === chargerId;
  return "charger_id" in event && event.charger_id === chargerId;
}

/** Watches a charger as long as the component is there. */
export function useWatch(chargerId: string): Watch {
  const [watch] = useState(() => new Watch(chargerId));
  useEffect(() => watch.start(), [watch]);
  return watch;
}
