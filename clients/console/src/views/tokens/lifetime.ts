/** The times in a token, by the clock that its organization goes by. */
import { useFetched } from "../../components/fetched.js";
import { useRefreshed } from "../../components/refreshed.js";
import { span } from "../../components/units.js";
import { isOtherTime, lookAt, now, timeBy } from "../../shell/clock.js";

/** The time of an organization, in milliseconds, drawn anew each second; that of all for one that is not here. */
export function useTime(organizationId: string | null): number | null {
  const { value: look, problem, again } = useFetched(() => lookAt(organizationId), [organizationId]);
  useRefreshed(again, { on: isOtherTime });
  const ofAll = now.value;
  if (look !== undefined && problem === null) return timeBy(look).getTime();
  return ofAll === null ? null : ofAll.getTime();
}

/** What a claim that is a time means now. */
export function meaning(claim: string, seconds: number, time: number): string {
  const left = Math.floor(seconds - time / 1000);
  const ago = `${span(-left)} ago`;
  if (claim === "exp") return left > 0 ? `ends in ${span(left)}` : `ended ${ago}`;
  if (claim === "nbf") return left > 0 ? `valid in ${span(left)}` : `valid since ${span(-left)}`;
  return left > 0 ? `in ${span(left)}` : ago;
}
