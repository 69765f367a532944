/** How life comes into a world without chargers. */
import { Code } from "../../components/copy.js";
import { BASE } from "../../api/http.js";
import { to } from "../../route.js";
import { organizations } from "../../world/world.js";

export function EmptyWorld({ name }: { name: string | null }) {
  return (
    <section class="panel empty-world">
      <h2>{name === null ? "There are no locations or chargers yet" : `${name} has no locations or chargers yet`}</h2>
      <p>Open a world that lives: 160 chargers at 40 locations, and drivers who come and go.</p>
      <Code label="Command that opens the demo" copyLabel="Copy command" text="ocpplab-sandbox serve --world demo" />
      {organizations.value.length > 0 ? (
        <p>
          Or begin on your own: make locations and chargers with the API. The requests are in the <a href={to("docs")}>Docs</a>; what they make appears
          here at once.
        </p>
      ) : (
        <>
          <p>Or begin on your own: make an organization, then its locations and chargers with the API.</p>
          <Code label="Request that makes an organization" copyLabel="Copy request" text={CREATE} />
          <p>
            The requests that follow are in the <a href={to("docs")}>Docs</a>; what they make appears here at once.
          </p>
        </>
      )}
    </section>
  );
}

const CREATE = `curl -s "${BASE}dev/tenants" -H "Content-Type: application/json" -d '{"name": "Test Tenant"}'`;
