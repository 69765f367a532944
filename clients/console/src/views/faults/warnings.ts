/** What the sandbox warned of when a fault was added here, such as a path that no route has; it says so but once. */
import { signal } from "@preact/signals";
import type { Fault } from "./fault.js";

/** By the id of the fault. */
const warnings = signal<ReadonlyMap<string, string>>(new Map());

/** Keeps a warning beside the fault as long as the page lives. */
export function warned({ id }: Fault, warning: string): void {
  warnings.value = new Map(warnings.value).set(id, warning);
}

export const warningOf = ({ id }: Fault): string | null => warnings.value.get(id) ?? null;
