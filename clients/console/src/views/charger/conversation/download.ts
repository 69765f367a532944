/** A conversation as a file. */
import type { Frame } from "./frame.js";

/** Lets the browser keep frames as JSON, each read. */
export function downloadJson(identity: string, frames: readonly Frame[]): void {
  const written = frames.map(({ timestamp, direction, action, message, kind, payload }) => ({
    timestamp,
    direction,
    action,
    frame: kind === "unreadable" ? payload : JSON.parse(message),
  }));
  keep(`${identity}.json`, "application/json", `${JSON.stringify(written, null, 2)}\n`);
}

/** Lets the browser keep frames as lines of text, as they went over the wire. */
export function downloadText(identity: string, frames: readonly Frame[]): void {
  const line = ({ timestamp, direction, message }: Frame) => `${timestamp} ${direction === "cp_to_csms" ? "→" : "←"} ${message}\n`;
  keep(`${identity}.txt`, "text/plain", frames.map(line).join(""));
}

function keep(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser reads it only after the press.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
