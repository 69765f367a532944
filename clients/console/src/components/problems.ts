/** What the sandbox says is wrong with the fields of a form, to be shown at each of them. */
import { useState } from "preact/hooks";
import { Refused } from "../api/http.js";

interface Problems {
  /** What is wrong with a field; null if nothing is. */
  of: (field: string) => string | null;
  /** Does what the form is for. What is refused is kept, in words, and thrown on in the same words. */
  heard: (act: () => Promise<string>) => Promise<string>;
}

/** *fields* are named as they are sent; what the sandbox says of none of them belongs to the first. */
export function useProblems(...fields: [string, ...string[]]): Problems {
  const [problems, setProblems] = useState<Record<string, string>>({});
  const heard = async (act: () => Promise<string>) => {
    setProblems({});
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused) || error.status < 400 || error.status >= 500) throw error;
      const told = error.problems.map(({ loc, msg }) => [String(loc.at(-1)), inWords(msg)] as const);
      const known = told.filter(([field]) => fields.includes(field));
      setProblems(known.length > 0 ? Object.fromEntries(known) : { [fields[0]]: inWords(error.message) });
      throw told.length > 0 ? new Error(told.map(([field, words]) => `${field.replaceAll("_", " ")}: ${words}`).join("; ")) : error;
    }
  };
  return { of: (field) => problems[field] ?? null, heard };
}

const WORDS: readonly [RegExp, string][] = [
  [/^Input should be a valid integer.*/, "must be a whole number"],
  [/^Input should be a valid number.*/, "must be a number"],
  [/^Input should be a valid datetime.*/, "must be a time"],
  [/^Input should be greater than or equal to (.*)/, "must be at least $1"],
  [/^Input should be less than or equal to (.*)/, "must be at most $1"],
  [/^Input should be (greater|less) than (.*)/, "must be $1 than $2"],
  [/^String should match pattern.*/, "only letters, digits, . _ and - are allowed"],
  [/^String should have at most (.*)/, "must have at most $1"],
];

/** What is said of a value, as people say it; as it came where there are no words for it. */
function inWords(message: string): string {
  const found = WORDS.find(([pattern]) => pattern.test(message));
  return found === undefined ? message : message.replace(...found);
}
