/** What is done to the clock besides the usual: any span, any time, any speed. */
import { useState } from "preact/hooks";
import { Action } from "../../components/action.js";
import { Field } from "../../components/form.js";
import { useProblems } from "../../components/problems.js";
import { clock, now } from "../../shell/clock.js";
import { turn } from "./turning.js";

export function Steering() {
  return (
    <div class="grid">
      <Advance />
      <SetTo />
      <Speed />
    </div>
  );
}

const UNITS = [
  { name: "seconds", seconds: 1 },
  { name: "minutes", seconds: 60 },
  { name: "hours", seconds: 3600 },
  { name: "days", seconds: 86_400 },
] as const;

function Advance() {
  const [count, setCount] = useState("15");
  const [unit, setUnit] = useState("minutes");
  const seconds = Number(count) * (UNITS.find(({ name }) => name === unit)?.seconds ?? 1);
  const { of, heard } = useProblems("advance");
  const against = count.trim() === "" || Number.isNaN(seconds) ? "Say by how much" : null;
  return (
    <section class="panel steps">
      <h2>Advance</h2>
      <form class="bar">
        <Field name="By" problem={of("advance")}>
          {(id, problemId) => <input id={id} aria-describedby={problemId} class="short" inputMode="decimal" value={count} onInput={({ currentTarget }) => setCount(currentTarget.value)} />}
        </Field>
        <Field name="Unit">
          {(id) => (
            <select id={id} value={unit} onChange={({ currentTarget }) => setUnit(currentTarget.value)}>
              {UNITS.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Action act={() => heard(() => turn({ advance: seconds }))} against={against} submits>
          Advance
        </Action>
      </form>
      <p class="hint">What comes due on the way is done before the clock stops there.</p>
    </section>
  );
}

function SetTo() {
  const [time, setTime] = useState("");
  const { of, heard } = useProblems("now");
  const shown = time || (now.value?.toISOString().slice(0, 16) ?? "");
  return (
    <section class="panel steps">
      <h2>Set to a time</h2>
      <form class="bar">
        <Field name="Time (UTC)" problem={of("now")}>
          {(id, problemId) => (
            <input id={id} aria-describedby={problemId} type="datetime-local" step="1" value={shown} onInput={({ currentTarget }) => setTime(currentTarget.value)} />
          )}
        </Field>
        <Action act={() => heard(() => turn({ now: inUtc(time) }))} against={time === "" ? "Choose a time first: one later than the clock shows now" : null} submits>
          Set
        </Action>
      </form>
      <p class="hint">Forward only. To go back, return to real time.</p>
    </section>
  );
}

/** A time without a zone, which may leave seconds out, as one in UTC. */
const inUtc = (local: string): string => `${local.length === "2026-05-01T08:00".length ? `${local}:00` : local}Z`;

const SPEEDS = ["1", "60", "600"] as const;

function Speed() {
  const [own, setOwn] = useState("3600");
  const { of, heard } = useProblems("speed");
  const speed = String(clock.value?.speed ?? "");
  const choices = SPEEDS.map((value) => ({ value: value as string, name: `× ${value}` }));
  return (
    <section class="panel steps">
      <h2>Speed</h2>
      <div class="bar">
        {choices.map(({ value, name }) => (
          <Action key={value} act={() => turn({ speed: Number(value) })} label={`Speed ${name}`} against={speed === value ? "It goes so fast already" : null}>
            {name}
          </Action>
        ))}
      </div>
      <form class="bar">
        <Field name="Custom" problem={of("speed")}>
          {(id, problemId) => <input id={id} aria-describedby={problemId} class="short" inputMode="decimal" value={own} onInput={({ currentTarget }) => setOwn(currentTarget.value)} />}
        </Field>
        <Action act={() => heard(() => turn({ speed: Number(own) }))} against={own.trim() === "" || Number.isNaN(Number(own)) ? "Say how fast" : null} submits>
          Go
        </Action>
      </form>
    </section>
  );
}
