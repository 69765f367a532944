/** What a visitor does: each test begins with an empty profile of the browser. */

import { expect, type Page } from "@playwright/test";

import { test } from "./app";

async function signIn(page: Page, button = "Sign in"): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Organization").selectOption("Sierra Charging");
  await page.getByRole("button", { name: button, exact: true }).click();
}

async function deploy(page: Page, identity: string): Promise<void> {
  const form = page.getByRole("form", { name: "New deployment" });
  await form.getByLabel("Identity").fill(identity);
  await form.getByRole("button", { name: "Deploy" }).click();
}

async function command(page: Page, identity: string, button: string): Promise<void> {
  const form = page.getByRole("form", { name: "Command" });
  await form.getByLabel("Charger").fill(identity);
  await form.getByRole("button", { name: button, exact: true }).click();
}

function rows(page: Page, table: string): ReturnType<Page["locator"]> {
  return page.getByRole("table", { name: table }).locator("tbody tr");
}

test("the catalog fills the form", async ({ page }) => {
  await signIn(page);
  await expect(page.getByRole("status")).toHaveText("Signed in to Sierra Charging");
  await page.getByRole("combobox", { name: "Brand" }).selectOption("alpitronic");
  await page.getByRole("button", { name: "Choose hypercharger HYC300" }).click();
  const form = page.getByRole("form", { name: "New deployment" });
  await expect(form.getByLabel("Model")).toHaveValue("alpitronic-hyc300");
  await expect(form.getByLabel("Connector type")).toHaveValue("CCS2");
});

test("the headers of the SDK pass CORS", async ({ page }) => {
  const catalog = page.waitForRequest(/\/ocpp\/catalog\?/);
  await signIn(page);
  const request = await catalog;
  expect(await request.headerValue("x-fern-sdk-name")).toBe("ocpplab");
  expect(await request.headerValue("authorization")).toMatch(/^Bearer /);
  expect((await request.response())?.status()).toBe(200);
});

test("a deployment charges", async ({ page }) => {
  await signIn(page);
  await deploy(page, "BROWSER-001");
  await expect(page.getByRole("status")).toHaveText("BROWSER-001 is READY");
  await expect(rows(page, "Deployed on this page")).toContainText(["BROWSER-001"]);
  await expect(rows(page, "Newest first").last()).toContainText("BootNotification");
  await page.getByRole("button", { name: "Start session" }).click();
  await expect(page.getByRole("status")).toContainText("start_session is on its way to BROWSER-001");
  const newest = rows(page, "Newest first");
  await expect(newest.filter({ hasText: "StartTransaction" })).toHaveCount(2);
  await expect(newest.nth(1)).toContainText('"status":"Charging"');
  await page.getByRole("button", { name: "Stop session" }).click();
  await expect(newest.filter({ hasText: "StopTransaction" })).toHaveCount(2);
});

test("a fault is seen in the log", async ({ page }) => {
  await signIn(page);
  await deploy(page, "BROWSER-002");
  await page.getByRole("button", { name: "Inject fault" }).click();
  await expect(rows(page, "Newest first").nth(1)).toContainText('"status":"Faulted"');
  await page.getByRole("button", { name: "Clear fault" }).click();
  await expect(rows(page, "Newest first").nth(1)).toContainText('"status":"Available"');
});

test("deployments are remembered until they are deleted", async ({ page }) => {
  await signIn(page);
  await deploy(page, "BROWSER-003");
  await expect(page.getByRole("status")).toHaveText("BROWSER-003 is READY");
  await signIn(page);
  await page.getByRole("button", { name: "Delete BROWSER-003" }).click();
  await expect(page.getByRole("status")).toHaveText("BROWSER-003 is deleted");
  await expect(rows(page, "Deployed on this page")).toHaveCount(0);
});

test("a template becomes a location", async ({ page }) => {
  await signIn(page);
  await page
    .getByRole("button", { name: /^Create / })
    .first()
    .click();
  await expect(page.getByRole("status")).toContainText("being deployed");
});

test("an admin acts for the organization that is chosen", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Role").selectOption("admin");
  await page.getByLabel("Organization").selectOption("Fjord Mobility");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("status")).toHaveText("Signed in to Fjord Mobility");
  await command(page, "FJORD-001", "Plug in");
  await expect(page.getByRole("status")).toContainText("plug_connector is on its way to FJORD-001");
});

test("an expired token is a 401 that says why", async ({ page }) => {
  await signIn(page, "Sign in with an expired token");
  await expect(page.getByRole("alert")).toContainText("401: The token is refused");
  await expect(page.getByRole("alert")).toContainText("the token expired");
  await expect(page.getByRole("main")).toBeHidden();
});

test("a bad request is a 422 with the place of each problem", async ({ page }) => {
  await signIn(page);
  await page.getByLabel("CSMS").fill("http://127.0.0.1");
  await deploy(page, "");
  const problems = page.getByRole("alert").getByRole("listitem");
  await expect(page.getByRole("alert")).toContainText("422");
  await expect(problems).toHaveCount(2);
  await expect(problems).toContainText(["body › identity: ", "body › ws_url: "]);
});

test("a charger that is not there is a 404", async ({ page }) => {
  await signIn(page);
  await command(page, "NOBODY", "Unplug");
  await expect(page.getByRole("alert")).toContainText("404: Not found");
});

test("a sandbox that is gone is said to be", async ({ page }) => {
  await page.route("**/dev/tenants", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("The sandbox does not answer");
});
