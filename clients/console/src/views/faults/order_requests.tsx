/** Which requests a fault is about. */
import { get } from "../../api/http.js";
import { EDITIONS, METHODS, ROLES } from "../../api/words.js";
import { useFetched } from "../../components/fetched.js";
import { organizations } from "../../world/world.js";
import type { Editing } from "./order.js";
import { OrderField, OrderSelect } from "./order_field.js";
import { JSON_PAIRS, PAIRS } from "./readings.js";

const same = (value: string) => ({ value, name: value });
const SDKS = ["python/*", "python/0.3.*", "javascript/1.1.0"];

export function OrderRequests({ editing }: { editing: Editing }) {
  const { operations, paths } = useKnown();
  return (
    <fieldset class="part">
      <legend>Which requests</legend>
      <div class="fields">
        <OrderSelect editing={editing} place="match.method" name="Method" none="any" choices={METHODS.map(same)} />
        <OrderField editing={editing} place="match.path" name="Path" placeholder="any" suggestions={paths} />
        <OrderField editing={editing} place="match.operation" name="Operation" placeholder="any" suggestions={operations} />
        <OrderSelect
          editing={editing}
          place="match.organization_id"
          name="Organization"
          none="any"
          choices={organizations.value.map(({ id, name }) => ({ value: id, name }))}
        />
      </div>
      <details class="more">
        <summary>Edition, role, SDK, headers, parameters, body</summary>
        <div class="fields">
          <OrderSelect editing={editing} place="match.edition" name="Edition" none="any" choices={EDITIONS.map(same)} />
          <OrderSelect editing={editing} place="match.role" name="Role of the token" none="any" choices={ROLES.map(same)} />
          <OrderField editing={editing} place="match.sdk" name="SDK" placeholder="any" suggestions={SDKS} />
          <OrderField editing={editing} place="match.headers" name="Headers" hint="Name: value, one a line" reading={PAIRS} kind="lines" />
          <OrderField editing={editing} place="match.query" name="Query parameters" hint="name: value, one a line" reading={PAIRS} kind="lines" />
          <OrderField
            editing={editing}
            place="match.body"
            name="Fields of the body"
            hint="dotted.name: value in JSON or text, one a line"
            reading={JSON_PAIRS}
            kind="lines"
          />
        </div>
      </details>
      <p class="hint">A star is any text.</p>
    </fieldset>
  );
}

interface Document {
  paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
}

/** The names that the API has, offered while one is typed. */
function useKnown(): { operations: string[]; paths: string[] } {
  const { value } = useFetched(() => get<Document>("openapi.json"), []);
  const known = Object.entries(value?.paths ?? {}).filter(([path]) => !path.startsWith("/dev/"));
  const operations = known.flatMap(([, methods]) => Object.values(methods).map(({ operationId }) => operationId));
  return { operations: [...new Set(operations)].sort(), paths: known.map(([path]) => path).sort() };
}
