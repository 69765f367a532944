/** What was asked for: its answer, why there is none, and a way to ask anew. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Fetched<T> {
  value: T | undefined;
  problem: string | null;
  /** Asks anew; an answer to an earlier question is not shown any more. */
  again: () => Promise<void>;
}

/** Asks when the component appears, and anew whenever one of *about* is another. */
export function useFetched<T>(ask: () => Promise<T>, about: readonly unknown[]): Fetched<T> {
  const [answer, setAnswer] = useState<{ value?: T; problem: string | null }>({ problem: null });
  const asked = useRef(0);
  const again = useCallback(async () => {
    const mine = ++asked.current;
    const answered = await ask().then(
      (value) => ({ value, problem: null }),
      (error: Error) => ({ problem: error.message }),
    );
    if (mine === asked.current) setAnswer((before) => ({ ...before, ...answered }));
  }, about);
  useEffect(() => {
    void again();
    return () => void asked.current++;
  }, [again]);
  return { value: answer.value, problem: answer.problem, again };
}
