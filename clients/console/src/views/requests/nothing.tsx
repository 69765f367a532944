/** What stands where no request does. */
import { url } from "../../api/http.js";
import { settings } from "../../api/settings.js";
import { Code } from "../../components/copy.js";
import { useFetched } from "../../components/fetched.js";
import { organizationId } from "../../world/world.js";
import { filtered } from "./address.js";

export function Nothing() {
  if (filtered() > 0) return <>No request that is kept fits. New ones that do are shown as they come.</>;
  return <Beginning />;
}

function Beginning() {
  const { value } = useFetched(settings, []);
  if (value?.get("journal_size") === 0) return <>This sandbox keeps no requests: SANDBOX_JOURNAL_SIZE is 0.</>;
  return (
    <div class="beginning">
      <p>No requests yet. Send the first one; it is shown here at once.</p>
      <Code label="Commands that send a first request" text={first()} />
    </div>
  );
}

const first = (): string =>
  [
    `TOKEN=$(curl -s '${url("dev/token", { organization_id: organizationId.value })}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s '${url("locations")}' -H "Authorization: Bearer $TOKEN"`,
  ].join("\n");
