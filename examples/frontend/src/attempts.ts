/** What the page is doing: one attempt after another, each ends with news or with a problem. */

import { byId, make } from "./page";
import { describe } from "./problems";

const news = byId("news", HTMLParagraphElement);
const problem = byId("problem", HTMLDivElement);

/** Do something, and show what it returns or why it failed. */
export async function attempt(action: () => Promise<string | void>): Promise<void> {
  document.body.ariaBusy = "true";
  problem.replaceChildren();
  try {
    news.textContent = (await action()) ?? "";
  } catch (error) {
    news.textContent = "";
    const { title, details } = describe(error);
    problem.replaceChildren(
      make("strong", title),
      make("ul", ...details.map((detail) => make("li", detail))),
    );
  } finally {
    document.body.ariaBusy = "false";
  }
}
