/** Which of the requests that fit are hit. */
import type { Editing } from "./order.js";
import { OrderField } from "./order_field.js";
import { NUMBER } from "./readings.js";

const FIELDS = [
  { place: "times", name: "Times", hint: "then no more", placeholder: "no end" },
  { place: "after", name: "After", hint: "so many pass first", placeholder: "0" },
  { place: "every", name: "Every", hint: "each n-th", placeholder: "1" },
  { place: "probability", name: "Probability", hint: "above 0, to 1", placeholder: "1" },
] as const;

export function OrderWhen({ editing }: { editing: Editing }) {
  return (
    <fieldset class="part">
      <legend>When</legend>
      <div class="fields">
        {FIELDS.map((field) => (
          <OrderField key={field.place} editing={editing} {...field} reading={NUMBER} kind="short" />
        ))}
      </div>
    </fieldset>
  );
}
