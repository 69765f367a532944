/** The journal as it grows: read once, then what events tell of is read after it, at most twice a second. */
import { effect, signal, untracked } from "@preact/signals";
import { listen, returns, type SandboxEvent } from "../../api/events.js";
import { ask, LOOKING, send, type Query } from "../../api/http.js";
import { keepFile } from "../../components/files.js";
import type { Entry } from "./entries.js";

/** Entries that are shown, and the most that one answer has. */
const MOST_SHOWN = 1000;
/** Entries that are read at first: bodies come with them, and all together they are megabytes. */
const SHOWN_FIRST = 200;
/** Milliseconds between two looks. */
const APART = 500;

interface Page {
  data: Entry[];
  total: number;
}

/** The entries that fit a pattern, the newest first. */
export class Journal {
  readonly entries = signal<readonly Entry[]>([]);
  readonly loading = signal(true);
  readonly problem = signal<string | null>(null);
  /** What the sandbox says of the pattern, such as a misspelt operation. */
  readonly warning = signal<string | null>(null);
  /** Whether the sandbox keeps older entries that fit. */
  readonly older = signal(false);
  /** Rows do not move under a reader who has asked for that, or who looks further down. */
  readonly paused = signal<"asked" | "scrolled" | null>(null);
  /** Requests that were told of since the reader has paused. */
  readonly waiting = signal(0);

  /** The first request that was told of and not read yet. A slow one ends after others that came later. */
  private first: number | null = null;
  private timer: number | undefined;
  /** How often everything was read: what was asked for before that counts no more. */
  private readings = 0;
  private readonly ended = new AbortController();

  constructor(private readonly pattern: Query) {}

  /** Begins to follow; the returned function ends that. */
  follow(): () => void {
    const deaf = listen((event) => this.hear(event));
    const lost = effect(() => void (returns.value, untracked(() => this.readAll())));
    const seen = () => this.soon();
    document.addEventListener("visibilitychange", seen);
    return () => {
      deaf();
      lost();
      document.removeEventListener("visibilitychange", seen);
      window.clearTimeout(this.timer);
      this.ended.abort();
    };
  }

  pause(): void {
    this.paused.value = "asked";
  }

  /** Pauses for a reader who has scrolled *down*, and goes on when they are back. */
  scrolled(down: boolean): void {
    if (down) this.paused.value ??= "scrolled";
    else if (this.paused.value === "scrolled") this.resume();
  }

  resume(): void {
    this.paused.value = null;
    this.waiting.value = 0;
    this.soon();
  }

  async showOlder(): Promise<void> {
    await this.read({ limit: MOST_SHOWN }, this.readings);
    this.older.value = false;
  }

  /** Lets the sandbox forget the entries that fit. */
  async clear(): Promise<string> {
    await ask("DELETE", "dev/requests", { query: this.pattern });
    this.first = null;
    this.waiting.value = 0;
    this.scrolled(false);
    await this.readAll();
    return "The journal has forgotten these requests";
  }

  /** Gives the entries that fit to the reader as a file. */
  async export(): Promise<string> {
    const archive = await send("GET", "dev/requests/har", { query: this.pattern });
    keepFile("sandbox.har", await archive.blob());
    return "Saved as sandbox.har";
  }

  private hear(event: SandboxEvent): void {
    if (event.kind === "gap") return void this.readAll();
    if (event.kind !== "request") return;
    const id = Number(event.request_id);
    this.first = this.first === null ? id : Math.min(this.first, id);
    if (this.paused.value !== null) this.waiting.value++;
    this.soon();
  }

  private soon(): void {
    if (this.timer !== undefined || this.first === null || this.paused.value !== null || document.hidden) return;
    this.timer = window.setTimeout(() => void this.catchUp(), APART);
  }

  private async catchUp(): Promise<void> {
    const after = (this.first ?? 1) - 1;
    this.first = null;
    await this.read({ after, limit: MOST_SHOWN }, this.readings);
    this.timer = undefined;
    this.soon();
  }

  private async readAll(): Promise<void> {
    const reading = ++this.readings;
    const total = await this.read({ limit: SHOWN_FIRST }, reading, []);
    if (reading !== this.readings) return;
    this.loading.value = false;
    this.older.value = total > SHOWN_FIRST;
  }

  /** Returns how many there are; what comes is shown with those that are *kept*. */
  private async read(which: Query, reading: number, kept?: readonly Entry[]): Promise<number> {
    try {
      const query = { ...this.pattern, ...which };
      const answer = await send("GET", "dev/requests", { query, signal: this.ended.signal, headers: LOOKING });
      const { data, total } = (await answer.json()) as Page;
      if (reading !== this.readings) return 0;
      this.entries.value = merged(kept ?? this.entries.value, data);
      this.warning.value = answer.headers.get("X-Sandbox-Warnings");
      this.problem.value = null;
      return total;
    } catch (error) {
      if (reading === this.readings && !this.ended.signal.aborted) this.failed(error as Error, kept ?? this.entries.value);
      return 0;
    }
  }

  private failed(error: Error, kept: readonly Entry[]): void {
    this.entries.value = kept;
    this.warning.value = null;
    this.problem.value = error.message;
  }
}

/** One entry for each id, the newest first. */
function merged(kept: readonly Entry[], came: readonly Entry[]): Entry[] {
  const all = new Map([...kept, ...came].map((entry) => [entry.id, entry]));
  return [...all.values()].sort((a, b) => Number(b.id) - Number(a.id)).slice(0, MOST_SHOWN);
}
