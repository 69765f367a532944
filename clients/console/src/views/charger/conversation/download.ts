/** A conversation as a file. */
import { jsonOrText } from "../../../api/json.js";
import { keepFile } from "../../../components/files.js";
import type { Frame } from "./frame.js";

/** Lets the browser keep frames as JSON, each read. */
export function downloadJson(identity: string, frames: readonly Frame[]): void {
  const written = frames.map(({ timestamp, direction, action, message }) => ({ timestamp, direction, action, frame: jsonOrText(message) }));
  keepFile(`${identity}.json`, new Blob([`${JSON.stringify(written, null, 2)}\n`], { type: "application/json" }));
}

/** Lets the browser keep frames as lines of text, as they went over the wire. */
export function downloadText(identity: string, frames: readonly Frame[]): void {
  const line = ({ timestamp, direction, message }: Frame) => `${timestamp} ${direction === "cp_to_csms" ? "→" : "←"} ${message}\n`;
  keepFile(`${identity}.txt`, new Blob(frames.map(line), { type: "text/plain" }));
}
