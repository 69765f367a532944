/** Deployments: the API lists none, so the page remembers those that it has created. */

import { OcpplabSDKTypes } from "ocpplab";

import { attempt } from "./attempts";
import { aim } from "./commands";
import { showLog } from "./log";
import { button, byId, field, fillTable, make } from "./page";
import { current } from "./session";

type Deployment = OcpplabSDKTypes.OcppVirtualDeploymentResponse;

const form = byId("deployment", HTMLFormElement);
const table = byId("deployments", HTMLTableElement);
const identities = byId("identities", HTMLDataListElement);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(deploy);
});

/** Put a model of the catalog into the form. */
export function suggestModel(brand: string, model: string, connectorType: string): void {
  field(form, "brand_slug").value = brand;
  field(form, "model_slug").value = model;
  field(form, "connector_type").value = connectorType;
}

/** Show the deployments that are remembered for the organization. */
export function showDeployments(): void {
  const remembered = recall();
  fillTable(table, remembered.map(row));
  identities.replaceChildren(...remembered.map(({ identity }) => new Option(identity)));
}

function row(deployment: Deployment): (string | Node)[] {
  const command = button("Command", () => {
    aim(deployment.identity);
    void attempt(showLog);
  });
  command.setAttribute("aria-label", `Command ${deployment.identity}`);
  const remove = button("Delete", () => void attempt(() => destroy(deployment)));
  remove.setAttribute("aria-label", `Delete ${deployment.identity}`);
  return [
    deployment.identity,
    make("code", deployment.id),
    deployment.ocpp_version,
    make("span", command, remove),
  ];
}

async function deploy(): Promise<string> {
  const value = (name: string): string => field(form, name).value;
  const deployment = await current().sdk.ocpp.deployment.create({
    identity: value("identity"),
    brand_slug: value("brand_slug"),
    model_slug: value("model_slug"),
    connector_type: value("connector_type"),
    ocpp_version: value("ocpp_version"),
    ws_url: value("ws_url"),
  });
  remember([...recall(), deployment]);
  aim(deployment.identity);
  await showLog();
  return `${deployment.identity} is ${deployment.provisioning_state}`;
}

async function destroy({ deployment_id, identity }: Deployment): Promise<string> {
  const others = recall().filter((other) => other.deployment_id !== deployment_id);
  try {
    await current().sdk.ocpp.deployment.delete({ deployment_id });
  } catch (error) {
    // It is gone already, with a sandbox that was reset: there is nothing to remember.
    if (error instanceof OcpplabSDKTypes.NotFoundError) {
      remember(others);
    }
    throw error;
  }
  remember(others);
  return `${identity} is deleted`;
}

function remember(deployments: Deployment[]): void {
  localStorage.setItem(current().organization, JSON.stringify(deployments));
  showDeployments();
}

function recall(): Deployment[] {
  return JSON.parse(localStorage.getItem(current().organization) ?? "[]") as Deployment[];
}
