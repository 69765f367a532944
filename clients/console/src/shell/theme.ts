/** Light or dark: as the system has it, unless the reader says otherwise. */
import { effect, signal } from "@preact/signals";

type Theme = "light" | "dark";

const KEY = "ocpplab-sandbox.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(KEY);

export const theme = signal<Theme>(stored === "light" || stored === "dark" ? stored : ofSystem());
system.addEventListener("change", () => {
  if (localStorage.getItem(KEY) === null) theme.value = ofSystem();
});
effect(() => void (document.documentElement.dataset["theme"] = theme.value));

export function toggle(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, theme.value);
}

function ofSystem(): Theme {
  return system.matches ? "dark" : "light";
}
