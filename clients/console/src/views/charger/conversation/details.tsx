/** A frame in full, and the one that belongs to it. */
import { useEffect, useRef } from "preact/hooks";
import { CopyButton } from "../../../components/copy.js";
import { Fact, Facts } from "../../../components/facts.js";
import { Json } from "../../../components/json.js";
import { dateTime } from "../../../components/units.js";
import { Icon } from "../../../shell/icon.js";
import { NAMES } from "./arrow.js";
import { latency, type Frame } from "./frame.js";

interface Props {
  frame: Frame;
  choose: (id: string | null) => void;
}

export function Details({ frame, choose }: Props) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), []);
  const { action, kind, direction, messageId, payload, message, partner, timestamp } = frame;
  return (
    <section ref={section} class="details" aria-label={`${action} ${NAMES[kind]}`}>
      <div class="title">
        <h3 class={kind === "error" ? "problem" : undefined}>
          {action} <span class="muted">{NAMES[kind]}</span>
        </h3>
        <button type="button" class="quiet push" aria-label="Close the frame" onClick={() => choose(null)}>
          <Icon name="close" />
        </button>
      </div>
      <Facts listed>
        <Fact name="Time">
          <time dateTime={timestamp}>{dateTime(timestamp)}</time>
        </Fact>
        <Fact name="Direction">{direction === "cp_to_csms" ? "charger → CSMS" : "CSMS → charger"}</Fact>
        <Fact name="Message id">
          <code>{messageId}</code>
        </Fact>
        <Fact name={kind === "call" ? "Answer" : "Asked by"}>
          {partner === null ? (
            kind === "call" ? "none so far" : "a frame that is not shown"
          ) : (
            <button type="button" class="link" onClick={() => choose(partner.id)}>
              {NAMES[partner.kind]}, {kind === "call" ? `after ${latency(frame)} ms` : `${latency(frame)} ms before`}
            </button>
          )}
        </Fact>
      </Facts>
      <Json value={payload} label={`Payload of ${action}`} />
      <CopyButton text={message} label="Copy the frame" />
    </section>
  );
}
