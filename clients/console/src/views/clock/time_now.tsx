/** What time it is, large, and how far that is from real time. */
import { Action } from "../../components/action.js";
import { dateTime, span } from "../../components/units.js";
import { to } from "../../route.js";
import { livedUntil } from "../../shell/ahead.js";
import { clock, now } from "../../shell/clock.js";
import { organizationId } from "../../world/world.js";
import { againstRelease, release, turn } from "./turning.js";

export function TimeNow({ owner }: { owner: string | null }) {
  if (now.value === null || clock.value === null) return <p class="panel empty">The time is not known yet.</p>;
  const { frozen } = clock.value;
  const [day, time] = now.value.toISOString().slice(0, 19).split("T");
  return (
    <section class="panel time-now" aria-label="Time now">
      <p class="whose-clock">{whose(owner)}</p>
      <time dateTime={now.value.toISOString()} class={frozen ? "frozen" : ""}>
        <span>{day}</span> <b>{time}</b> <small>UTC</small>
      </time>
      <p class="muted">{pace()}</p>
      <div class="bar">
        <Action kind="primary" act={() => turn({ frozen: !frozen })}>
          {frozen ? "Unfreeze" : "Freeze"}
        </Action>
        {STEPS.map(({ name, seconds }) => (
          <Action key={name} act={() => turn({ advance: seconds })} label={`Advance by ${name}`}>
            + {name}
          </Action>
        ))}
        <Action act={release} against={againstRelease()}>
          {owner === null ? "Back to real time" : "Follow the clock of all"}
        </Action>
      </div>
      <StandingStill />
    </section>
  );
}

/** What going back means, before it is done, and as long as it holds. */
function StandingStill() {
  if (livedUntil.value !== null) {
    return (
      <p class="remark">
        Chargers are ahead of this clock, some at {dateTime(livedUntil.value.toISOString())}: each stands still until its time has come. Restore a
        snapshot of an earlier time, or reset, to go on at once: <a href={to("snapshots")}>Snapshots</a>.
      </p>
    );
  }
  if (clock.value?.organization_id !== organizationId.value || aheadOfRealTime() < SAME) return null;
  return <p class="hint">Chargers do not go back with the clock: they stand still until it shows this time again, or until a snapshot is restored.</p>;
}

const STEPS = [
  { name: "1 min", seconds: 60 },
  { name: "1 h", seconds: 3600 },
  { name: "1 day", seconds: 86_400 },
] as const;

function whose(owner: string | null): string {
  if (owner === null) return "The clock of all organizations that have none of their own";
  if (clock.value?.organization_id === null) return `${owner} follows the clock of all: turning it here gives it one of its own`;
  return `${owner} has a clock of its own`;
}

/** Below that many seconds the page cannot tell a difference from the time that an answer takes. */
const SAME = 2;

/** Seconds that the clock is ahead of real time; fewer than none if it is behind. */
const aheadOfRealTime = (): number => Math.round((now.value!.getTime() - Date.now()) / 1000);

function pace(): string {
  const { frozen, speed } = clock.value!;
  const ahead = aheadOfRealTime();
  const isNear = Math.abs(ahead) < SAME;
  if (isNear && speed === 1 && !frozen) return "Real time";
  const going = frozen ? "Frozen" : speed === 1 ? "As fast as real time" : `${speed} times as fast as real time`;
  return isNear ? going : `${going} · ${span(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} real time`;
}
