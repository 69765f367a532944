/** Why a request was answered as it was: the checks on its way, and the one that refused it. */
import { get, path } from "../../api/http.js";
import { isObject } from "../../api/json.js";
import { useFetched } from "../../components/fetched.js";
import { Json } from "../../components/json.js";
import type { Entry } from "./entries.js";

interface Explanation {
  status: number | null;
  /** Null when nothing refused the request. */
  check: string | null;
  said: unknown;
  saw: unknown;
  expected: unknown;
  hints: string[];
}

/** The checks in the order in which a request meets them; strict mode refuses where requests are read. */
const CHECKS: readonly { check: string; name: string }[] = [
  { check: "host", name: "Host" },
  { check: "origin", name: "Origin" },
  { check: "size", name: "Size" },
  { check: "fault", name: "Faults" },
  { check: "route", name: "Route" },
  { check: "method", name: "Method" },
  { check: "token", name: "Token" },
  { check: "role", name: "Role" },
  { check: "organization", name: "Organization" },
  { check: "request", name: "Fields" },
  { check: "object", name: "Object" },
  { check: "state", name: "State" },
];

export function Why({ entry }: { entry: Entry }) {
  const { value, problem } = useFetched(() => get<Explanation>(path`dev/requests/${entry.id}/explain`), [entry.id]);
  if (problem !== null) return <p class="problem" role="alert">{problem}</p>;
  if (value === undefined) return null;
  if (value.check === null) return value.hints.length === 0 ? null : <Warnings hints={value.hints} />;
  return <Refusal explanation={value} check={value.check} answered={entry.status !== null} />;
}

function Warnings({ hints }: { hints: string[] }) {
  return (
    <section class="panel steps why" aria-label="Warnings">
      <h2>Warnings</h2>
      <Hints hints={hints} />
    </section>
  );
}

interface RefusalProps {
  explanation: Explanation;
  check: string;
  answered: boolean;
}

function Refusal({ explanation: { said, saw, expected, hints }, check, answered }: RefusalProps) {
  const title = answered ? "Why it was refused" : "Why there was no answer";
  return (
    <section class="panel steps why" aria-label={title}>
      <h2>{title}</h2>
      <Chain check={check} answered={answered} />
      {typeof said === "string" && <p class="said">{said}</p>}
      <Compared saw={saw} expected={expected} />
      {hints.length > 0 && <h3>What to do about it</h3>}
      <Hints hints={hints} />
    </section>
  );
}

function Chain({ check: refusedBy, answered }: { check: string; answered: boolean }) {
  const strict = refusedBy === "strict";
  const end = CHECKS.findIndex(({ check }) => check === (strict ? "request" : refusedBy));
  // A fault may also lose the answer of a request that has passed all that follows.
  const told = answered ? CHECKS : CHECKS.slice(0, end + 1);
  return (
    <ol class="chain" aria-label="Checks">
      {told.map(({ check, name }, index) => {
        const state = index < end ? "passed" : index === end ? "refused" : "unreached";
        return (
          <li key={check} class={state}>
            {name}
            {index === end && strict && " (strict mode)"}
            <span class="hidden">: {state === "unreached" ? "not reached" : state}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What a check looked at, beside what would have passed. */
function Compared({ saw, expected }: { saw: unknown; expected: unknown }) {
  if (isEmpty(saw) && isEmpty(expected)) return null;
  if (!isObject(saw) || !(isEmpty(expected) || isObject(expected))) return <Apart saw={saw} expected={expected} />;
  const wanted = isObject(expected) ? expected : {};
  const places = [...new Set([...Object.keys(saw), ...Object.keys(wanted)])];
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
            <td>{words(saw[place])}</td>
            <td>{words(wanted[place])}</td>
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

const Hints = ({ hints }: { hints: string[] }) => (
  <ul class="hints">
    {hints.map((hint, index) => (
      <li key={index}>{hint}</li>
    ))}
  </ul>
);

const isEmpty = (value: unknown): boolean => value === null || value === undefined;

function words(value: unknown): string {
  if (value === undefined) return "–";
  if (value === null) return "none";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
