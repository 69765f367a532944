/** Files that the browser keeps. */

/** Milliseconds after which the browser has begun to read what it was given. */
const BEGUN = 1000;

export function keepFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), BEGUN);
}
