/** Location templates: each is a whole site that can be created as it is. */

import type { OcpplabSDKTypes } from "ocpplab";

import { attempt } from "./attempts";
import { button, byId, fillTable } from "./page";
import { current } from "./session";

const templates = byId("templates", HTMLTableElement);

/** Show the recommended templates. */
export async function showTemplates(): Promise<void> {
  const gallery = await current().sdk.ocpp.templates.list();
  fillTable(templates, gallery.templates.map(row));
}

function row(template: OcpplabSDKTypes.OcppLocationTemplateResponse): (string | Node)[] {
  const create = button("Create", () => void attempt(() => createLocation(template)));
  create.setAttribute("aria-label", `Create ${template.name}`);
  const versions = `${template.ocpp_version}, OCPI ${template.ocpi_version}`;
  return [template.name, versions, template.connector_type, create];
}

async function createLocation(template: OcpplabSDKTypes.OcppLocationTemplateResponse): Promise<string> {
  // The SDK types the body of a template as any object, and says that it is the body of this request.
  const body = template.body as unknown as OcpplabSDKTypes.ocpp.OcppVirtualDeploymentLocationRequest;
  const accepted = await current().sdk.ocpp.location.create(body);
  return accepted.detail;
}
