/** Two lifelines and an arrow for each frame, the newest at the bottom; only arrows in view are in the page. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Action } from "../../../components/action.js";
import { useVirtual } from "../../../components/virtual.js";
import { Arrow } from "./arrow.js";
import type { Frame } from "./frame.js";
import type { Log } from "./log.js";

interface Props {
  identity: string;
  csms: string;
  log: Log;
  shown: readonly Frame[];
  chosen: string | null;
  choose: (id: string | null) => void;
  following: boolean;
  follow: (following: boolean) => void;
}

const HEIGHT = 44;
/** Pixels from the end within which the reader is at the end. */
const NEAR = 24;

export function Sequence({ identity, csms, log, shown, chosen, choose, following, follow }: Props) {
  const id = useId();
  const scrolled = useRef<HTMLDivElement>(null);
  const virtual = useVirtual({ count: shown.length, scrolled, height: HEIGHT });
  const scroll = useKeptPlace({ scrolled, shown, following, follow, height: virtual.scrollRect?.height ?? 0 });
  const index = shown.findIndex((frame) => frame.id === chosen);
  useLayoutEffect(() => {
    if (scrolled.current === null || index === -1) return;
    bringIntoView(scrolled.current, index);
    follow(isAtEnd(scrolled.current));
  }, [chosen]);
  const partner = shown[index]?.partner?.id;
  const go = (to: number) => {
    const frame = shown[Math.min(Math.max(to, 0), shown.length - 1)];
    if (frame !== undefined) choose(frame.id);
  };
  const press = (event: KeyboardEvent) => {
    const to = destination(event.key, index, shown.length);
    if (event.key === "Escape") choose(null);
    if (to === null) return;
    event.preventDefault();
    go(to);
  };
  return (
    <div class="sequence">
      <div class="lifelines" aria-hidden="true">
        <b>{identity}</b>
        <b>{csms}</b>
      </div>
      {log.older.value > 0 && (
        <div class="older">
          <Action kind="quiet" act={() => log.readOlder()}>
            {`Older frames (${log.older.value})`}
          </Action>
        </div>
      )}
      {/* A list box is one stop for the keyboard, however many frames there are. */}
      <div
        class="frames"
        ref={scrolled}
        role="listbox"
        aria-label={`Frames between ${identity} and its CSMS`}
        aria-activedescendant={index === -1 ? undefined : `${id}-${index}`}
        tabIndex={0}
        onKeyDown={press}
        onScroll={scroll}
      >
        <div class="body" role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index: place, start }) => {
            const frame = shown[place];
            if (frame === undefined) return null;
            return (
              <Arrow
                key={frame.id}
                id={`${id}-${place}`}
                frame={frame}
                dated={shown[place - 1]?.timestamp.slice(0, 10) !== frame.timestamp.slice(0, 10)}
                place={{ start, index: place, count: shown.length }}
                chosen={place === index}
                paired={frame.id === partner}
                choose={() => choose(frame.id === chosen ? null : frame.id)}
              />
            );
          })}
        </div>
        {shown.length === 0 && <p class="empty">{emptiness(log)}</p>}
      </div>
    </div>
  );
}

function emptiness({ frames }: Log): string {
  if (frames.value === null) return "Reading the log …";
  return frames.value.length === 0 ? "Nothing has been said yet." : "No frame fits.";
}

function destination(key: string, index: number, count: number): number | null {
  const from = index === -1 ? count : index;
  const steps: Record<string, number> = {
    ArrowUp: from - 1,
    ArrowDown: index === -1 ? count - 1 : index + 1,
    PageUp: from - 10,
    PageDown: from + 10,
    Home: 0,
    End: count - 1,
  };
  return steps[key] ?? null;
}

const isAtEnd = (list: HTMLElement): boolean => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;

function bringIntoView(list: HTMLElement, index: number): void {
  const top = index * HEIGHT;
  const lowest = top + HEIGHT - list.clientHeight;
  list.scrollTop = Math.min(top, Math.max(lowest, list.scrollTop));
}

interface Kept {
  scrolled: { current: HTMLElement | null };
  shown: readonly Frame[];
  following: boolean;
  follow: (following: boolean) => void;
  /** Pixels of the list that are in view. */
  height: number;
}

/**
 * Stays at the end while the reader follows; else leaves in place what is read when older frames come above it.
 * Returns what to call when the list has scrolled: one who scrolls away from the end follows no more.
 */
function useKeptPlace({ scrolled, shown, following, follow, height }: Kept): () => void {
  const first = useRef<string | undefined>(undefined);
  const last = useRef<Place>({ top: 0, height: 0, content: 0 });
  const stay = (list: HTMLElement) => {
    if (following) list.scrollTop = list.scrollHeight;
    last.current = placeOf(list);
  };
  useLayoutEffect(() => {
    const list = scrolled.current;
    const added = shown.findIndex(({ id }) => id === first.current);
    first.current = shown[0]?.id;
    if (list === null) return;
    if (!following && added > 0) list.scrollTop += added * HEIGHT;
    stay(list);
  }, [shown, following, height]);
  return () => {
    const list = scrolled.current;
    if (list === null) return;
    if (isAtEnd(list)) follow(true);
    else if (following && isReadBack(last.current, placeOf(list))) follow(false);
    else return stay(list);
    last.current = placeOf(list);
  };
}

interface Place {
  top: number;
  height: number;
  content: number;
}

const placeOf = (list: HTMLElement): Place => ({ top: list.scrollTop, height: list.clientHeight, content: list.scrollHeight });

/** Whether the reader has scrolled up: a list that is laid out anew scrolls, too, but is of another size then. */
const isReadBack = (before: Place, now: Place): boolean =>
  now.height === before.height && now.content === before.content && now.top < before.top;
