/** What is asked anew: when an event says that it may be another, and now and then where none does. */
import { useEffect } from "preact/hooks";
import { listen, type SandboxEvent } from "../api/events.js";

interface When {
  /** Whether an event says so. */
  on: (event: SandboxEvent) => boolean;
  /** Milliseconds between two looks that no event asks for. */
  every?: number;
}

/** Twice a second is as often as figures can be read. */
const LEAST_BETWEEN = 500;

/** Calls *again* while the component is there and the page visible; both must stay the same from one drawing to the next. */
export function useRefreshed(again: () => Promise<void>, { on, every }: When): void {
  useEffect(() => {
    let waiting: number | undefined;
    let isDue = false;
    const soon = () => {
      isDue = true;
      if (document.hidden) return;
      waiting ??= window.setTimeout(() => {
        waiting = undefined;
        isDue = false;
        void again();
      }, LEAST_BETWEEN);
    };
    const seen = () => isDue && soon();
    const deaf = listen((event) => on(event) && soon());
    const looks = every === undefined ? undefined : window.setInterval(soon, every);
    document.addEventListener("visibilitychange", seen);
    return () => {
      deaf();
      window.clearTimeout(waiting);
      window.clearInterval(looks);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [again, on, every]);
}

/** Whether the state is another at once. */
export const isOtherState = (event: SandboxEvent): boolean => event.kind === "world" || event.kind === "gap";
