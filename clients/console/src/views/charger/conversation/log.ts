/** The log of a charger, from its end backwards, and kept up with what is added. */
import { signal } from "@preact/signals";
import { get } from "../../../api/http.js";
import { Pairing, readFrame, type Frame, type LoggedFrame } from "./frame.js";

interface Page {
  data: LoggedFrame[];
  total: number;
}

/** Frames that are shown at first, and that are added by one press. */
const PAGE = 500;
/** The most that the sandbox gives at once. */
const MOST = 1000;

export class Log {
  /** The oldest first; null as long as nothing was read. */
  readonly frames = signal<readonly Frame[] | null>(null);
  /** How many older ones the sandbox has. */
  readonly older = signal(0);
  private total = 0;
  private reads = 0;
  private pairing = new Pairing();

  constructor(
    private readonly chargerId: string,
    private readonly stopped: AbortSignal,
  ) {}

  /** Reads what is new. */
  async read(): Promise<void> {
    const mine = ++this.reads;
    const last = this.frames.value?.at(-1);
    // The last known frame is asked for again: if it is not where it was, the sandbox has forgotten some.
    const next = last === undefined ? null : await this.page(this.total - 1, MOST);
    if (mine !== this.reads) return;
    if (next === null || next.data[0]?.id !== last?.id) return this.catchUp(mine);
    this.total += next.data.length - 1;
    this.append(next.data.slice(1).map(readFrame));
  }

  /** Reads frames that came before those that are shown. */
  async readOlder(): Promise<void> {
    const count = Math.min(this.older.value, PAGE);
    const { data } = await this.page(this.older.value - count, count + 1);
    const frames = this.frames.value ?? [];
    const end = data.findIndex(({ id }) => id === frames[0]?.id);
    if (end === -1) return this.catchUp(++this.reads);
    this.show([...data.slice(0, end).map(readFrame), ...frames]);
    this.older.value -= count;
  }

  /** Begins anew: the state has become another at once. */
  forget(): void {
    this.reads++;
    this.frames.value = null;
    this.older.value = 0;
  }

  private async catchUp(mine: number): Promise<void> {
    const { total } = await this.page(0, 1);
    const from = Math.max(0, total - PAGE);
    const { data } = await this.page(from, MOST);
    if (mine !== this.reads) return;
    const known = this.frames.value ?? [];
    const joint = known.findIndex(({ id }) => id === data[0]?.id);
    const before = joint === -1 ? [] : known.slice(0, joint);
    this.total = from + data.length;
    this.older.value = Math.max(0, from - before.length);
    this.show([...before, ...data.map(readFrame)]);
  }

  private show(frames: Frame[]): void {
    this.pairing = new Pairing();
    frames.forEach((frame) => this.pairing.take(frame));
    this.frames.value = frames;
  }

  private append(frames: Frame[]): void {
    if (frames.length === 0) return;
    frames.forEach((frame) => this.pairing.take(frame));
    this.frames.value = [...(this.frames.value ?? []), ...frames];
  }

  private page(offset: number, limit: number): Promise<Page> {
    return get<Page>("dev/records/logs", { charger_id: this.chargerId, offset, limit }, { signal: this.stopped });
  }
}
