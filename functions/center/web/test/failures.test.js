import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, useBrowser, visit } from "./browser.js";

useBrowser();

const problem = (status, detail) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "about:blank", title: "Unavailable", status, detail, requestId: "req-42" }),
});

test("a failure is shown where it matters, and trying again clears it", async (t) => {
  const page = await visit(t, { refused: [503] });
  await page.route("**/api/websites**", (route) => route.fulfill(problem(503, "the table is busy")));
  await signIn(page, "abc123", "/links");
  const websites = page.getByRole("region", { name: "My Sales Websites" });
  await websites.getByRole("alert").getByText("The table is busy.").waitFor();
  await websites.getByText("Reference req-42").waitFor();
  await page.getByRole("region", { name: "My Ads" }).getByText("website2").waitFor();
  await page.unroute("**/api/websites**");
  await websites.getByRole("button", { name: "Try again" }).click();
  await websites.getByText("haircare", { exact: true }).waitFor();
});

test("a link that can't be made leaves the choice alone, and can be made afterwards", async (t) => {
  const page = await visit(t, { refused: [500] });
  await signIn(page, "abc123", "/links?website=haircare&ad=website2");
  await page.route("**/api/links", (route) =>
    route.request().method() === "POST" ? route.fulfill(problem(500, "")) : route.continue(),
  );
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByRole("region", { name: "Generate Link" }).getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Which ad").inputValue(), "website2");
  await page.unroute("**/api/links");
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByRole("group", { name: "Your link" }).waitFor();
});

test("without a connection, what was typed is kept", async (t) => {
  const page = await visit(t, { refused: ["net::ERR_INTERNET_DISCONNECTED"] });
  await signIn(page, "abc123", "/links");
  const ads = page.getByRole("region", { name: "My Ads" });
  await ads.getByText("website2").waitFor();
  await ads.getByRole("button", { name: "Create Ad" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Offline ad");
  await page.route("**/api/ads", (route) => route.abort("internetdisconnected"));
  await dialog.getByRole("button", { name: "Create Ad" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.equal(await dialog.getByLabel("Name").inputValue(), "Offline ad");
});

test("stats that can't be read say so, beside what still works", async (t) => {
  const page = await visit(t, { refused: [503] });
  await page.route("**/api/stats**", (route) => route.fulfill(problem(503, "try again in a moment")));
  await signIn(page, "abc123", "/stats");
  await page.getByRole("region", { name: "Results" }).getByText("Try again in a moment.").waitFor();
  await page.unroute("**/api/stats**");
  await page.getByRole("region", { name: "Results" }).getByRole("button", { name: "Try again" }).click();
  await page
    .getByRole("region", { name: "Results" })
    .getByText(/Nothing in this period|Total/)
    .first()
    .waitFor();
});
