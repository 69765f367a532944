/** What a call with a token has in its headers, whether the page or a command sends it. */
import { organizationId, placesRevision, world } from "../../world/world.js";

/** The organization that an admin means: the one that is shown, else the first one, as `POST /dev/token` has it. */
export function organizationOfAdmin(): string | null {
  void placesRevision.value;
  const [first] = world.organizations.keys();
  return organizationId.value ?? first ?? null;
}

/** The headers of a call; *organization* is null where the token itself names it. */
export function credentials(token: string, organization: string | null): Record<string, string> {
  return { Authorization: `Bearer ${token}`, ...(organization !== null && { "X-Organization-Id": organization }) };
}
