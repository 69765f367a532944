/** A list that the control plane keeps for each organization, and of which no event tells. */
import { get } from "../api/http.js";
import { organizationId } from "../world/world.js";
import { useFetched, type Fetched } from "./fetched.js";
import { isOtherState, useRefreshed } from "./refreshed.js";

/** Milliseconds after which another client's change is seen. */
const LOOKS = 5000;

/** Asks for what is listed at *place* of the organization that is shown, or of all, and keeps it current. */
export function useListed<Row>(place: string): Fetched<{ data: Row[] }> {
  const whose = organizationId.value;
  const fetched = useFetched(() => get<{ data: Row[] }>(place, { organization_id: whose }), [whose]);
  useRefreshed(fetched.again, { on: isOtherState, every: LOOKS });
  return fetched;
}
