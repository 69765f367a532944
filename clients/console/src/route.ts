/** Which view is shown: the part of the address after `#`, such as `#/chargers/dep-harbour-001?tab=ocpp`. */
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
window.addEventListener("hashchange", () => (hash.value = location.hash));

/** The parts of the path, and the parameters. */
export const route = computed(() => {
  const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
});

/** What people write may have a `%` that stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view, for `href`. */
export function to(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(...parts: string[]): void {
  location.hash = to(...parts);
}

/** Lets the address be another one of the same view; the way back does not lead through each letter that was typed. */
export function refine(address: string): void {
  history.replaceState(null, "", address);
  hash.value = location.hash;
}
