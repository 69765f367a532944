/** Sign in first; then the parts of the page show what the organization has. */

import "./style.css";

import { attempt } from "./attempts";
import { showCatalog } from "./catalog";
import { showDeployments } from "./deployments";
import { showLog } from "./log";
import { byId, field, fillSelect } from "./page";
import { organizations, SANDBOX, signIn } from "./session";
import { showTemplates } from "./templates";

const form = byId("sign-in", HTMLFormElement);
const organization = byId("organization", HTMLSelectElement);

byId("sandbox-url", HTMLElement).textContent = SANDBOX;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const defect = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
  void attempt(async () => {
    await signIn({ organization: organization.value, role: field(form, "role").value, defect });
    showDeployments();
    await Promise.all([showCatalog(), showTemplates(), showLog()]);
    byId("workspace", HTMLElement).hidden = false;
    return `Signed in to ${organization.selectedOptions[0]?.label ?? ""}`;
  });
});

void attempt(async () => {
  const found = await organizations();
  fillSelect(
    organization,
    found.map(({ id, name }) => [id, name]),
  );
});
