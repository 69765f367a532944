/** Which frames of a conversation are shown. */
import type { Direction, Frame } from "./frame.js";
import { summary } from "./summary.js";

export interface Wanted {
  text: string;
  direction: Direction | "both";
  /** Empty for all. */
  action: string;
  heartbeats: boolean;
}

export const EVERYTHING: Wanted = { text: "", direction: "both", action: "", heartbeats: true };

/** Returns the frames that fit; a text is looked for in the action, the summary and the whole frame. */
export function fitting(frames: readonly Frame[], { text, direction, action, heartbeats }: Wanted): Frame[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return frames.filter(
    (frame) =>
      (direction === "both" || frame.direction === direction) &&
      (action === "" || frame.action === action) &&
      (heartbeats || frame.action !== "Heartbeat") &&
      (words.length === 0 || says(frame, words)),
  );
}

function says(frame: Frame, words: readonly string[]): boolean {
  const text = `${frame.action} ${summary(frame)} ${frame.message}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The actions that occur, by name, each with how often. */
export function actions(frames: readonly Frame[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { action } of frames) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
}
