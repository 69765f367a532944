/** Which requests are shown: the pattern that the sandbox itself looks them up by. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { EDITIONS, METHODS, ROLES } from "../../api/words.js";
import { Field } from "../../components/form.js";
import { Suggestions } from "../../components/suggestions.js";
import { conditions, dropAll, dropCondition, filter, filtered, setFilter, type FieldName } from "./address.js";
import type { Entry } from "./entries.js";

const STATUSES = ["2xx", "3xx", "4xx", "5xx", "400", "401", "403", "404", "409", "422", "429", "500", "502", "503"];

/** The window is as wide as the fields need, so they need not be opened first. */
const isWide = (): boolean => window.matchMedia("(min-width: 761px)").matches;

/** *entries* suggest what can be typed. */
export function Filters({ entries }: { entries: readonly Entry[] }) {
  const [opened] = useState(isWide);
  const count = filtered();
  return (
    <details class="filters" open={opened}>
      <summary>Filter{count > 0 && ` (${count})`}</summary>
      <form role="search" aria-label="Filter requests" onSubmit={(event) => event.preventDefault()}>
        <OneOf name="method" label="Method" values={METHODS} />
        <Typed name="path" label="Path" placeholder="/locations/*" suggested={routes(entries)} />
        <OneOf name="status" label="Status" values={STATUSES} />
        <Typed name="operation" label="Operation" placeholder="create_*" suggested={operations(entries)} />
        <OneOf name="edition" label="Edition" values={EDITIONS} />
        <OneOf name="role" label="Role" values={ROLES} />
        <Typed name="sdk" label="SDK" placeholder="python/*" suggested={distinct(entries.map(({ sdk }) => sdk))} />
        <Typed name="fault" label="Fault" placeholder="* is any" suggested={distinct(entries.map(({ fault }) => fault))} />
      </form>
      {count > 0 && (
        <p class="conditions">
          {conditions().map((condition) => (
            <button type="button" key={`${condition.name} ${condition.value}`} onClick={() => dropCondition(condition)}>
              {condition.name} {condition.value} <span aria-label="remove">×</span>
            </button>
          ))}
          <button type="button" class="quiet" onClick={dropAll}>
            Show all requests
          </button>
        </p>
      )}
    </details>
  );
}

interface Props {
  name: FieldName;
  label: string;
}

function OneOf({ name, label, values }: Props & { values: readonly string[] }) {
  const chosen = filter(name);
  const offered = chosen === "" || values.includes(chosen) ? values : [chosen, ...values];
  return (
    <Field name={label}>
      {(id) => (
        <select id={id} value={chosen} onChange={({ currentTarget }) => setFilter(name, currentTarget.value)}>
          <option value="">any</option>
          {offered.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Milliseconds without a letter after which what was typed counts. */
const TYPED = 300;

function Typed({ name, label, placeholder, suggested }: Props & { placeholder: string; suggested: string[] }) {
  const value = filter(name);
  const [draft, setDraft] = useState(value);
  const list = useId();
  // What was typed comes back in the address, when more may have been typed: only what others put there is shown.
  const own = useRef(value);
  useEffect(() => {
    if (value !== own.current) setDraft(value);
    own.current = value;
  }, [value]);
  useEffect(() => {
    if (draft === value) return;
    const timer = window.setTimeout(() => {
      own.current = draft;
      setFilter(name, draft);
    }, TYPED);
    return () => window.clearTimeout(timer);
  }, [draft]);
  return (
    <Field name={label}>
      {(id) => (
        <>
          <input id={id} type="text" list={list} value={draft} placeholder={placeholder} spellcheck={false} autocomplete="off" onInput={({ currentTarget }) => setDraft(currentTarget.value)} />
          <Suggestions id={list} of={suggested} />
        </>
      )}
    </Field>
  );
}

const routes = (entries: readonly Entry[]) => distinct(entries.map(({ route }) => route));
const operations = (entries: readonly Entry[]) => distinct(entries.map(({ operation }) => operation));
const distinct = (values: (string | null)[]): string[] => [...new Set(values.filter((one) => one !== null))].sort();
