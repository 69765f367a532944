/** What the check that refused a request looked at, beside what would have passed. */
import type { Problem } from "../../api/http.js";
import { isObject } from "../../api/json.js";
import { Json } from "../../components/json.js";

interface Props {
  /** A text, or the problems of a 422. */
  said: unknown;
  saw: unknown;
  expected: unknown;
}

export function Compared({ said, saw, expected }: Props) {
  if (isEmpty(saw) && isEmpty(expected)) return null;
  if (!isObject(saw) || !(isEmpty(expected) || isObject(expected))) return <Apart saw={saw} expected={expected} />;
  const wanted = isObject(expected) ? expected : {};
  const places = [...new Set([...Object.keys(saw), ...Object.keys(wanted)])];
  const missing = missingPlaces(said);
  return (
    <table class="pairs compared">
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">What was there</th>
          <th scope="col">What passes</th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place}>
            <th scope="row">{place}</th>
            <td>{missing.includes(place) ? "is missing" : words(saw[place])}</td>
            <td>{words(wanted[place] ?? undefined)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Apart({ saw, expected }: { saw: unknown; expected: unknown }) {
  return (
    <div class="grid">
      <div>
        <h3>What was there</h3>
        <Json value={saw} label="What was there" />
      </div>
      <div>
        <h3>What passes</h3>
        <Json value={expected} label="What passes" />
      </div>
    </div>
  );
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined;

function words(value: unknown): string {
  if (value === undefined) return "–";
  if (value === null) return "none";
  if (value === "") return '""';
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Of what is missing the sandbox shows what stands around it. */
function missingPlaces(said: unknown): string[] {
  if (!Array.isArray(said)) return [];
  return (said as (Problem & { type: string })[]).filter(({ type }) => type === "missing").map(({ loc }) => loc.join("."));
}
