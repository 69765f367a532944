/** Names that are misspelt: the compiler tells them to who writes TypeScript, and this to everybody. */

import { SandboxError } from "./errors.js";

/**
 * Return *given*, which has no names but those that are *known*.
 *
 * @throws SandboxError - it has another one, or is no object
 */
export function checked<T>(what: string, given: T, known: readonly string[]): T {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new SandboxError(`${what}: expected an object, got ${shown(given)}`);
  }
  for (const name of Object.keys(given).filter((one) => !known.includes(one))) {
    const near = nearestName(name, known);
    const hint = near === undefined ? `known: ${known.join(", ")}` : `did you mean ${near}?`;
    throw new SandboxError(`${what}: unknown ${shown(name)}; ${hint}`);
  }
  return given;
}

/** Return a value as an error shows it. */
export function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}

function nearestName(name: string, known: readonly string[]): string | undefined {
  const most = Math.ceil(name.length / 3);
  const ranked = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  return ranked.find(({ far }) => far <= most)?.one;
}

/** Return how many letters must be added, removed or replaced. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, wanted] of [...other].entries()) {
      const replaced = (row[at] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
