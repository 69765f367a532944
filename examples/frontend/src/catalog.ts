/** The catalog: the brands, and the models of one of them. */

import type { OcpplabSDKTypes } from "ocpplab";

import { attempt } from "./attempts";
import { suggestModel } from "./deployments";
import { button, byId, fillSelect, fillTable } from "./page";
import { current } from "./session";

const brand = byId("brand", HTMLSelectElement);
const models = byId("models", HTMLTableElement);

brand.addEventListener("change", () => void attempt(showModels));

/** Show the brands, and the models of the one that the form begins with. */
export async function showCatalog(): Promise<void> {
  const { data } = await current().sdk.ocpp.catalog.listBrands({ limit: 100 });
  fillSelect(
    brand,
    data.map(({ slug, name }) => [slug, name]),
  );
  brand.value = "wallbox";
  await showModels();
}

async function showModels(): Promise<void> {
  const { data } = await current().sdk.ocpp.catalog.listModels({ brand_slug: brand.value, limit: 100 });
  fillTable(models, data.map(row));
}

function row(model: OcpplabSDKTypes.OcppModelResponse): (string | Node)[] {
  const types = model.connector_types ?? [];
  const choose = button("Choose", () => {
    suggestModel(brand.value, model.slug, types[0] ?? "");
  });
  choose.setAttribute("aria-label", `Choose ${model.name}`);
  const power = (model.supported_kwh ?? []).map((kilowatts) => `${kilowatts} kW`).join(", ");
  return [model.name, `${model.connector_count ?? "?"} × ${types.join(" or ")}`, power, choose];
}
