/** What stands where no request does. */
import { Code } from "../../components/copy.js";
import { url } from "../../api/http.js";
import { filtered } from "./address.js";

export function Nothing() {
  if (filtered() > 0) return <>No request that is kept fits. New ones that do are shown as they come.</>;
  return (
    <div class="beginning">
      <p>No requests yet. Send the first one; it is shown here at once.</p>
      <Code label="Commands that send a first request" text={first()} />
    </div>
  );
}

const first = (): string =>
  [
    `TOKEN=$(curl -s '${url("dev/token")}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -s '${url("locations")}' -H "Authorization: Bearer $TOKEN"`,
  ].join("\n");
