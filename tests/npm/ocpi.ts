/** OCPI: partners, their locations, and the templates of both kinds of location. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { OcpplabSDKTypes } from "ocpplab";

import { failure, MODEL, places, sdk } from "./subject.js";

const TYPE2 = "IEC_62196_T2";

function keizersgracht(
  identity: string,
  standard = TYPE2,
): OcpplabSDKTypes.ocpi.CreateOcpiCpoLocationRequest {
  const connector = {
    connector_id: "1",
    standard,
    format: "SOCKET",
    power_type: "AC_3_PHASE",
    max_voltage: 400,
    max_amperage: 32,
    max_electric_power: 22000,
  } as const;
  const evses = [{ evse_uid: `NL-XYZ-${identity}-1`, connectors: [connector] }];
  return {
    ocpi_version: "2.2.1",
    ocpp_version: "ocpp1.6",
    country_code: "NL",
    party_id: "XYZ",
    locations: [
      {
        name: "Keizersgracht Parking",
        address: "Keizersgracht 100",
        city: "Amsterdam",
        postal_code: "1015CW",
        country: "NLD",
        coordinates: { latitude: 52.3676, longitude: 4.9041 },
        time_zone: "Europe/Amsterdam",
        chargers: [{ ...MODEL, identity, connector_type: TYPE2, ocpp_version: "ocpp1.6", evses }],
      },
    ],
  };
}

test("a partner is entered, and removed by its party", async () => {
  const partner = await sdk.ocpi.cpo.create({
    partner: {
      country_code: "NL",
      party_id: "ABC",
      name: "ABC Charging",
      role: "CPO",
      ocpi_versions: ["2.1.1"],
      business_details: { name: "ABC Charging B.V.", website: "https://abc-charging.example.com" },
    },
    ocpi_version: "2.2.1",
  });
  assert.equal(typeof partner.id, "number");
  assert.deepEqual([partner.country_code, partner.party_id], ["NL", "ABC"]);
  assert.deepEqual([partner.name, partner.role], ["ABC Charging", "CPO"]);
  assert.deepEqual(partner.ocpi_versions, ["2.1.1", "2.2.1"]);
  const party = { country_code: "NL", party_id: "ABC" };
  assert.equal(await sdk.ocpi.cpo.delete(party), undefined);
  await failure(OcpplabSDKTypes.NotFoundError, sdk.ocpi.cpo.delete(party));
});

test("an OCPI location is accepted with its chargers, and deleted with them", async () => {
  const accepted = await sdk.ocpi.location.create(keizersgracht("KEIZERS-01"));
  assert.equal(accepted.status, "accepted");
  const target = { identity: "KEIZERS-01" };
  assert.equal((await sdk.ocpp.commands.plugConnector({ target })).queued_count, 1);
  const told = /\((NL-XYZ-[^)]+)\)/.exec(accepted.detail);
  const location = { location_id: told?.[1] ?? "", ocpi_version: "2.2.1" } as const;
  assert.match(location.location_id, /^NL-XYZ-keizersgracht-parking-/);
  assert.equal(await sdk.ocpi.location.delete(location), undefined);
  await failure(OcpplabSDKTypes.NotFoundError, sdk.ocpi.location.delete(location));
});

test("a connector that is not that of its charger is refused at its place", async () => {
  const call = sdk.ocpi.location.create(keizersgracht("KEIZERS-02", "CHADEMO"));
  const error = await failure(OcpplabSDKTypes.UnprocessableEntityError, call);
  assert.deepEqual(places(error), ["body.locations.0.chargers.0.evses.0.connectors.0.standard"]);
});

test("an OCPP template is a location to create", async () => {
  const gallery = await sdk.ocpp.templates.list();
  assert.deepEqual([gallery.count, gallery.templates.length], [4, 4]);
  assert.equal(gallery.filters.include_all, false);
  const body = gallery.templates[0]
    ?.body as unknown as OcpplabSDKTypes.ocpp.OcppVirtualDeploymentLocationRequest;
  assert.equal((await sdk.ocpp.location.create(body)).status, "accepted");
  const target = { identity: body.chargers[0]?.identity };
  assert.equal((await sdk.ocpp.commands.plugConnector({ target })).queued_count, 1);
});

test("an OCPI template is an OCPI location to create", async () => {
  const { Two11: ocpi_version } = OcpplabSDKTypes.ocpi.ListTemplatesRequestOcpiVersion;
  const gallery = await sdk.ocpi.templates.list({ ocpi_version, include_all: true });
  assert.ok(gallery.count > 1);
  assert.ok(gallery.templates.every((template) => template.ocpi_version === ocpi_version));
  const [template] = gallery.templates;
  const body = template?.body as unknown as OcpplabSDKTypes.ocpi.CreateOcpiCpoLocationRequest;
  assert.equal(body.party_id, template?.party_id);
  assert.equal((await sdk.ocpi.location.create(body)).status, "accepted");
});

test("a template of a version that there is not is refused", async () => {
  const ocpi_version = "9.9" as OcpplabSDKTypes.ocpi.ListTemplatesRequestOcpiVersion;
  const error = await failure(
    OcpplabSDKTypes.UnprocessableEntityError,
    sdk.ocpi.templates.list({ ocpi_version }),
  );
  assert.deepEqual(places(error), ["query.ocpi_version"]);
});
