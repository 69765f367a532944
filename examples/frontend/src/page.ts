/** The page: finding its elements and filling them. Text is never read as HTML. */

/** Return the element that index.html has under that id. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`index.html has no ${kind.name} #${id}`);
  }
  return found;
}

/** Return a field of a form. */
export function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLSelectElement {
  const found = form.elements.namedItem(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) {
    return found;
  }
  throw new Error(`index.html has no field ${name}`);
}

/** Return a new element with that inside. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  ...inside: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.append(...inside);
  return made;
}

/** Return a button that does something. */
export function button(label: string, press: () => void): HTMLButtonElement {
  const made = make("button", label);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** Show other rows in a table. */
export function fillTable(table: HTMLTableElement, rows: (string | Node)[][]): void {
  table.tBodies[0]?.replaceChildren(...rows.map((row) => make("tr", ...row.map((cell) => make("td", cell)))));
}

/** Offer other choices; each is a value and what people read. */
export function fillSelect(select: HTMLSelectElement, choices: [value: string, label: string][]): void {
  select.replaceChildren(...choices.map(([value, label]) => new Option(label, value)));
}
