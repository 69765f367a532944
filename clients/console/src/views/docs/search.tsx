/** A field that narrows a list down to what has all words that are typed. */
import { Field } from "../../components/form.js";

interface Props {
  name: string;
  text: string;
  change: (text: string) => void;
}

export function Search({ name, text, change }: Props) {
  return (
    <Field name={name}>
      {(id) => <input id={id} type="search" value={text} onInput={({ currentTarget }) => change(currentTarget.value)} />}
    </Field>
  );
}

export function hasWords(wanted: string, ...texts: string[]): boolean {
  const all = texts.join(" ").toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}
