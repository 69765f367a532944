/** Faults as sentences say them. */
import { nameOf } from "../../world/names.js";
import type { Delay, Effect, Match, Trigger } from "./fault.js";

/** Which requests. */
export function requests(match: Match): string {
  const parts = [
    match.method !== undefined || match.path !== undefined ? `${match.method ?? "any method"} ${match.path ?? "on any path"}` : null,
    match.operation === undefined ? null : `operation ${match.operation}`,
    match.edition === undefined ? null : `edition ${match.edition}`,
    match.organization_id === undefined ? null : `of ${nameOf(match.organization_id)}`,
    match.role === undefined ? null : `by ${match.role} tokens`,
    match.sdk === undefined ? null : `from the SDK ${match.sdk}`,
    ...named("header", match.headers),
    ...named("parameter", match.query),
    ...named("field", match.body),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "every request" : parts.join(", ");
}

/** What happens to them. */
export function happens(effect: Effect): string {
  const parts = [
    effect.delay === null ? null : delay(effect.delay),
    effect.status === null ? null : answer(effect),
    effect.drop === null ? null : `connection closed ${effect.drop === "before" ? "before it is performed" : "after it was performed"}`,
    effect.rate_limit === null ? null : `429 beyond ${effect.rate_limit.requests} in ${effect.rate_limit.seconds} s`,
    effect.revoke_token ? "token revoked: 401 from now on" : null,
    effect.body === null ? null : effect.body === "truncated" ? "answer breaks off" : "answer is noise",
    effect.bytes_per_second === null ? null : `answer at ${effect.bytes_per_second} bytes a second`,
  ].filter((part) => part !== null);
  return parts.join(", ");
}

/** Which of the requests that fit are hit. */
export function when({ after, times, every, probability }: Trigger): string {
  const parts = [
    after === 0 ? null : `after the first ${after}`,
    every === 1 ? null : `each ${ordinal(every)}`,
    probability === 1 ? null : `with a chance of ${Number((probability * 100).toFixed(2))} %`,
    times === null ? null : times === 1 ? "once" : `${times} times`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "always" : parts.join(", ");
}

function answer({ status, detail, retry_after, headers }: Effect): string {
  const said = detail === null ? `${status}` : `${status} “${detail}”`;
  const more = [retry_after === null ? null : `Retry-After ${retry_after} s`, ...named("header", headers)].filter((part) => part !== null);
  return more.length === 0 ? said : `${said} with ${more.join(", ")}`;
}

function delay(seconds: Delay): string {
  if (typeof seconds === "number") return `${seconds} s late`;
  if ("min" in seconds) return `${seconds.min} to ${seconds.max} s late`;
  return `${seconds.median} s late in the median`;
}

const named = (kind: string, values: Record<string, unknown> = {}): string[] =>
  Object.entries(values).map(([name, value]) => `${kind} ${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`);

function ordinal(count: number): string {
  const ending = count % 100 > 10 && count % 100 < 14 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[count % 10] ?? "th");
  return `${count}${ending}`;
}
