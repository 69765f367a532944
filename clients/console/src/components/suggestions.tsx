/** What may be written into a field, among others. */

interface Suggestion {
  value: string;
  /** What it stands for. */
  text?: string;
}

/** To be named by the `list` of an input. */
export function Suggestions({ id, of }: { id: string; of: readonly (string | Suggestion)[] }) {
  return (
    <datalist id={id}>
      {of.map((one) => {
        const { value, text }: Suggestion = typeof one === "string" ? { value: one } : one;
        return (
          <option key={value} value={value}>
            {text}
          </option>
        );
      })}
    </datalist>
  );
}
