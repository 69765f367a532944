/** Which rows of a long list are in view: TanStack Virtual, wired to Preact. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

interface List {
  count: number;
  scrolled: RefObject<HTMLElement | null>;
  /** Height of a row, in pixels. */
  height: number;
}

/** Returns what is in view; the component is drawn anew when that changes. */
export function useVirtual({ count, scrolled, height }: List): Virtualizer<HTMLElement, Element> {
  const [, redraw] = useState(0);
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options()));
  function options() {
    return {
      count,
      getScrollElement: () => scrolled.current,
      estimateSize: () => height,
      overscan: 8,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => redraw((times) => times + 1),
    };
  }
  virtualizer.setOptions(options());
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
