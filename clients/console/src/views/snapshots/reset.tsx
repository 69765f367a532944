/** Back to the world as it was opened. */
import { ask } from "../../api/http.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { aboutWhom, shownName } from "../../world/names.js";
import { organizationId } from "../../world/world.js";

export function Reset() {
  const reset = async () => {
    await ask("POST", "dev/reset", { query: { organization_id: organizationId.value } });
    return `${shownName.value ?? "The world"} is as it was opened`;
  };
  return (
    <section class="panel steps" aria-label="Reset">
      <h2>Reset</h2>
      <p class="muted">All that {shownName.value ?? "the sandbox"} has (locations, chargers, logs, faults of requests) goes back to how it was when the world was opened. Tokens stay valid, time goes on.</p>
      <div class="bar">
        <ConfirmedAction
          question={`Reset ${aboutWhom.value}?`}
          consequence="What was made or changed since the world was opened is gone, unless a snapshot keeps it."
          yes="Reset"
          act={reset}
        >
          Reset {aboutWhom.value} …
        </ConfirmedAction>
      </div>
    </section>
  );
}
