/** What was asked for: its answer, why there is none, and a way to ask anew. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";

export interface Fetched<T> {
  value: T | undefined;
  problem: string | null;
  /** Asks anew, and stays the same; an answer to an earlier question is not shown any more. */
  again: () => Promise<void>;
}

interface Answer<T> {
  subject?: object;
  value?: T;
  problem: string | null;
}

const NOTHING = { problem: null };

/**
 * Asks when the component appears, and anew whenever one of *about* is another: what was known of the other
 * subject is gone at once. When only one of *because* is another, what is known is shown until the answer comes.
 */
export function useFetched<T>(ask: () => Promise<T>, about: readonly unknown[], because: readonly unknown[] = []): Fetched<T> {
  const [answer, setAnswer] = useState<Answer<T>>(NOTHING);
  const subject = useMemo(() => ({}), about);
  // Whoever asks anew later means what is shown by then.
  const question = useRef({ ask, subject });
  question.current = { ask, subject };
  const asked = useRef(0);
  const again = useCallback(async () => {
    const mine = ++asked.current;
    const { ask, subject } = question.current;
    const came = await ask().then(
      (value) => ({ value, problem: null }),
      (error: Error) => ({ problem: error.message }),
    );
    if (mine === asked.current) setAnswer((before) => ({ ...(before.subject === subject ? before : {}), ...came, subject }));
  }, []);
  useEffect(() => {
    void again();
    return () => void asked.current++;
  }, [subject, ...because]);
  const { value, problem }: Answer<T> = answer.subject === subject ? answer : NOTHING;
  return { value, problem, again };
}
