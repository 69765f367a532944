/** The organization that is shown is shown again when the page is read anew, in this tab. */
import { effect } from "@preact/signals";
import { organizationId } from "../world/world.js";

const KEY = "ocpplab-sandbox.organization";

/** Takes up what was shown, and keeps what is shown from now on; the world forgets an organization that is gone. */
export function keepWhose(): void {
  try {
    organizationId.value = sessionStorage.getItem(KEY);
    effect(() => {
      if (organizationId.value === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, organizationId.value);
    });
  } catch {
    // A browser may let a page keep nothing: then it is chosen until the page is read anew.
  }
}
