/** What organizations are called. */
import { computed } from "@preact/signals";
import { organizationId, organizations } from "./world.js";

/** The name of an organization; its id if there is none by that. */
export const nameOf = (id: string): string => organizations.value.find((one) => one.id === id)?.name ?? id;

/** The name of the organization that is shown; null for all of them. */
export const shownName = computed(() => (organizationId.value === null ? null : nameOf(organizationId.value)));

/** Whom something is about, in a sentence. */
export const aboutWhom = computed(() => shownName.value ?? "all organizations");
