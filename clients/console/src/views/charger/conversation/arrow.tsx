/** One frame: an arrow from who sends it to who gets it. */
import { clockTime, dateTime } from "../../../components/units.js";
import { latency, type Frame } from "./frame.js";
import { summary } from "./summary.js";

interface Props {
  id: string;
  frame: Frame;
  /** Whether its day is told: it is the first of that day. */
  dated: boolean;
  place: { start: number; index: number; count: number };
  chosen: boolean;
  /** Whether it is the answer of the chosen one, or what that answers. */
  paired: boolean;
  choose: () => void;
}

export function Arrow({ id, frame, dated, place, chosen, paired, choose }: Props) {
  const { direction, kind, action, timestamp } = frame;
  const told = summary(frame);
  const waited = kind === "call" ? 0 : (latency(frame) ?? 0);
  const [from, to] = direction === "cp_to_csms" ? ["charger", "CSMS"] : ["CSMS", "charger"];
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-posinset={place.index + 1}
      aria-setsize={place.count}
      class={`frame ${direction} ${kind} ${paired ? "paired" : ""}`}
      style={{ transform: `translateY(${place.start}px)` }}
      title={told || undefined}
      onClick={choose}
    >
      <time dateTime={timestamp} title={dateTime(timestamp)}>
        {dated && <small>{timestamp.slice(5, 10)}</small>}
        {clockTime(timestamp)}
      </time>
      <span class="arrow">
        <span class="said-here">
          <span class="hidden">
            {from} to {to}:
          </span>{" "}
          {kind === "call" ? <b>{action}</b> : <span class="muted">{action}</span>} <span class="hidden">{NAMES[kind]}</span>{" "}
          {told}
          {waited > 0 && <small class="muted"> {waited} ms</small>}
        </span>
      </span>
    </div>
  );
}

export const NAMES: Record<Frame["kind"], string> = { call: "call", result: "answer", error: "error", unreadable: "unreadable" };
