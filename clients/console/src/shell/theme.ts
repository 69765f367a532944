/** Light or dark: as the system has it, unless the reader says otherwise. */
import { effect, signal } from "@preact/signals";

type Theme = "light" | "dark";

const KEY = "ocpplab-sandbox.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

export const theme = signal<Theme>(chosen() ?? ofSystem());
system.addEventListener("change", () => {
  if (chosen() === null) theme.value = ofSystem();
});
effect(() => void (document.documentElement.dataset["theme"] = theme.value));

export function toggle(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser may let a page keep nothing: then it is chosen until the page is closed.
  }
}

/** What the reader has said; null if nothing, or if the browser keeps nothing. */
function chosen(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null;
  }
}

function ofSystem(): Theme {
  return system.matches ? "dark" : "light";
}
