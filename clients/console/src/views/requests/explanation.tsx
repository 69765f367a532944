/** Why a request was answered as it was: the checks on its way, and the one that refused it. */
import { Compared } from "./compared.js";
import type { Entry } from "./entries.js";

export interface Explanation {
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

interface Props {
  entry: Entry;
  explanation: Explanation;
}

export function Why({ entry, explanation }: Props) {
  if (explanation.check !== null) return <Refusal explanation={explanation} check={explanation.check} answered={entry.status !== null} />;
  if (explanation.hints.length === 0) return null;
  const title = entry.status === null ? UNANSWERED : "Warnings";
  return (
    <section class="panel steps why" aria-label={title}>
      <h2>{title}</h2>
      <Hints hints={explanation.hints} />
    </section>
  );
}

const UNANSWERED = "Why there was no answer";

interface RefusalProps {
  explanation: Explanation;
  check: string;
  answered: boolean;
}

function Refusal({ explanation: { said, saw, expected, hints }, check, answered }: RefusalProps) {
  const title = answered ? "Why it was refused" : UNANSWERED;
  const advice = hints.filter((hint) => !isBeside(hint));
  return (
    <section class="panel steps why" aria-label={title}>
      <h2>{title}</h2>
      <Chain check={check} />
      {typeof said === "string" && <p class="said">{said}</p>}
      <Compared said={said} saw={saw} expected={expected} />
      {advice.length > 0 && <h3>What to do about it</h3>}
      <Hints hints={advice} />
      {advice.length < hints.length && <h3>Besides</h3>}
      <Hints hints={hints.filter(isBeside)} />
    </section>
  );
}

/** That a route is of the past does not make it refuse anything. */
const isBeside = (hint: string): boolean => hint.startsWith("deprecated: ");

function Chain({ check: refusedBy }: { check: string }) {
  const strict = refusedBy === "strict";
  const end = CHECKS.findIndex(({ check }) => check === (strict ? "request" : refusedBy));
  return (
    <ol class="chain" aria-label="Checks">
      {CHECKS.map(({ check, name }, index) => {
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

function Hints({ hints }: { hints: string[] }) {
  if (hints.length === 0) return null;
  return (
    <ul class="hints">
      {hints.map((hint, index) => (
        <li key={index}>{hint}</li>
      ))}
    </ul>
  );
}
