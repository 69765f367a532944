/** How late an answer comes. */
import { Field } from "../../components/form.js";
import { at, type Editing } from "./order.js";
import { OrderField } from "./order_field.js";
import { NUMBER } from "./readings.js";

const KINDS = [
  { value: "none", name: "none", delay: undefined },
  { value: "fixed", name: "fixed", delay: 0.5 },
  { value: "range", name: "between two bounds", delay: { min: 0.1, max: 0.5 } },
  { value: "lognormal", name: "lognormal", delay: { median: 0.3, sigma: 0.5 } },
] as const;

export function OrderDelay({ editing }: { editing: Editing }) {
  const kind = kindOf(at(editing.order, "delay"));
  const begin = (chosen: string) => editing.set({ delay: KINDS.find(({ value }) => value === chosen)?.delay });
  return (
    <>
      <Field name="Delay">
        {(id) => (
          <select id={id} value={kind} onChange={({ currentTarget }) => begin(currentTarget.value)}>
            {KINDS.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(FIELDS[kind] ?? []).map((field) => (
        <OrderField key={field.place} editing={editing} {...field} reading={NUMBER} kind="short" />
      ))}
    </>
  );
}

const FIELDS: Record<string, { place: string; name: string }[]> = {
  fixed: [{ place: "delay", name: "Seconds" }],
  range: [
    { place: "delay.min", name: "From, s" },
    { place: "delay.max", name: "To, s" },
  ],
  lognormal: [
    { place: "delay.median", name: "Median, s" },
    { place: "delay.sigma", name: "Sigma" },
  ],
};

function kindOf(delay: unknown): string {
  if (delay === undefined || delay === null) return "none";
  if (typeof delay !== "object") return "fixed";
  return "min" in delay || "max" in delay ? "range" : "lognormal";
}
