/** The latest happenings, the newest first. */
import { clockTime, dateTime } from "../../components/units.js";
import { to } from "../../route.js";
import { today } from "../../shell/clock.js";
import { happenings, type Happening } from "../../world/happenings.js";
import { organizationId } from "../../world/world.js";

export function Feed() {
  const shown = happenings.value.filter((one) => organizationId.value === null || one.organizationId === organizationId.value);
  return (
    <section class="panel feed" aria-labelledby="feed">
      <h2 id="feed">Latest</h2>
      {shown.length === 0 ? (
        <p class="empty">Sessions, faults, commands and jobs are told here as they happen.</p>
      ) : (
        <ol tabIndex={0} aria-label="Latest happenings">
          {shown.map((one) => (
            <Line key={one.id} {...one} />
          ))}
        </ol>
      )}
    </section>
  );
}

const dayOf = (at: string): string => dateTime(at).slice(0, 10);

function Line({ at, charger, text, kind }: Happening) {
  return (
    <li class={kind}>
      <time dateTime={at} title={dateTime(at)}>
        {dayOf(at) !== today.value && <span>{dayOf(at)} </span>}
        {clockTime(at)}
      </time>
      <p>
        {charger !== null && <a href={to("chargers", charger.id)}>{charger.identity}</a>} {text}
      </p>
    </li>
  );
}
