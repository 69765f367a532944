/** A frame of OCPP-J, read: `[2, id, action, payload]`, `[3, id, payload]` or `[4, id, code, description, details]`. */
import { jsonOrText } from "../../../api/json.js";

export type Direction = "cp_to_csms" | "csms_to_cp";

/** A frame as the sandbox keeps it. */
export interface LoggedFrame {
  id: string;
  direction: Direction;
  action: string;
  message: string;
  timestamp: string;
}

export interface Frame extends LoggedFrame {
  kind: "call" | "result" | "error" | "unreadable";
  messageId: string;
  /** What it carries; of an error its code, description and details. */
  payload: unknown;
  /** The frame that answers, or is answered. */
  partner: Frame | null;
}

const KINDS: Record<number, Frame["kind"]> = { 2: "call", 3: "result", 4: "error" };

/** Reads a frame, which has no partner yet. */
export function readFrame(logged: LoggedFrame): Frame {
  const parts = jsonOrText(logged.message);
  if (!Array.isArray(parts)) return { ...logged, kind: "unreadable", messageId: "", payload: logged.message, partner: null };
  const [type, messageId, ...rest] = parts as [number, string, ...unknown[]];
  const kind = KINDS[type] ?? "unreadable";
  return { ...logged, kind, messageId: String(messageId), payload: payloadOf(kind, rest), partner: null };
}

function payloadOf(kind: Frame["kind"], rest: unknown[]): unknown {
  if (kind === "call") return rest[1];
  if (kind === "error") return { errorCode: rest[0], errorDescription: rest[1], errorDetails: rest[2] };
  return kind === "result" ? rest[0] : rest;
}

/** Milliseconds from a call to its answer; null where one of them is not there. */
export function latency({ timestamp, partner }: Frame): number | null {
  return partner === null ? null : Math.abs(Date.parse(timestamp) - Date.parse(partner.timestamp));
}

/** Finds the answers of calls: an answer comes the other way, with the id of the call. */
export class Pairing {
  private readonly open = new Map<string, Frame>();

  /** Takes the next frame, in the order in which they went over the line. */
  take(frame: Frame): void {
    if (frame.kind === "unreadable") return;
    if (frame.kind === "call") {
      this.open.set(`${frame.direction} ${frame.messageId}`, frame);
      return;
    }
    const key = `${frame.direction === "cp_to_csms" ? "csms_to_cp" : "cp_to_csms"} ${frame.messageId}`;
    const call = this.open.get(key);
    if (call === undefined) return;
    this.open.delete(key);
    call.partner = frame;
    frame.partner = call;
  }
}
