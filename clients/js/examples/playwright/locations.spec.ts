/** What a visitor sees when the API misbehaves. */

import { expect } from "@playwright/test";

import { test } from "./fixtures.js";

test("locations are listed, and asked for once", async ({ page, organization }) => {
  await organization.createLocation({ name: "Harbour Hub" });
  await page.goto("/");
  await expect(page.getByRole("listitem")).toHaveText("Harbour Hub");
  await organization.requests.assertCalled({ method: "GET", path: "/locations" }, { times: 1 });
});

test("a visitor may try again when the service is busy", async ({ page, organization }) => {
  const busy = await organization.fault({
    match: { path: "/locations" },
    times: 1,
    status: 503,
    detail: "Busy",
  });
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("Try again: Busy");
  await page.getByRole("button", { name: "Load" }).click();
  await expect(page.getByRole("status")).toHaveText("0 found");
  expect(await busy.hits()).toBe(1);
});

test("a visitor sees that a slow answer is on its way", async ({ page, organization }) => {
  const slow = await organization.fault({ match: { path: "/locations" }, delay: 60 });
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("Loading");
  await expect.poll(() => slow.hits()).toBe(1);
});

test("a visitor whose session ended is asked to sign in", async ({ page, organization }) => {
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("0 found");
  await organization.clock.advance({ hours: 2 });
  await page.getByRole("button", { name: "Load" }).click();
  await expect(page.getByRole("status")).toHaveText("Sign in again");
  await organization.requests.wait({ path: "/locations", status: 401 });
});

test("a connection that breaks is told", async ({ page, organization }) => {
  await organization.fault({ match: { path: "/locations" }, drop: "before" });
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("Are you offline?");
});
