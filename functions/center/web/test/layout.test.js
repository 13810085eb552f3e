import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import { base, callAPI, eventually, fitsThePhone, phone, signIn, useBrowser, visit } from "./browser.js";

useBrowser();

test("on a phone everything fits, and a link is a few taps from Home", async (t) => {
  const page = await visit(t, phone);
  await page.goto(base);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await fitsThePhone(page, "the welcome");
  await signIn(page, "abc123");
  await fitsThePhone(page, "Home");
  await page.getByRole("button", { name: "Menu" }).tap();
  await fitsThePhone(page, "the menu");
  await page.getByRole("link", { name: "Link Generator" }).tap();
  await page.getByLabel("Where are you driving traffic to").selectOption({ value: "haircare" });
  await page.getByRole("button", { name: "Generate Link" }).tap();
  await page.getByRole("group", { name: "Your link" }).waitFor();
  await fitsThePhone(page, "the link");
  await page.getByRole("button", { name: "Create Ad" }).first().tap();
  await fitsThePhone(page, "Create Ad");
  await page.getByRole("button", { name: "Cancel" }).tap();
  await page.getByRole("button", { name: "Menu" }).tap();
  await page.getByRole("link", { name: "Link Tracking Stats" }).tap();
  await page
    .getByRole("region", { name: "Results" })
    .getByText(/^As of/)
    .first()
    .waitFor();
  await fitsThePhone(page, "the stats");
});

function nameOfFocused() {
  const element = document.activeElement;
  return element?.getAttribute("aria-label") || element?.labels?.[0]?.innerText || element?.innerText || "";
}

test("with the keyboard alone: from Home to a link on the clipboard", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  const focused = () => page.evaluate(nameOfFocused);
  async function tabTo(pattern) {
    for (let i = 0; i < 60; i++) {
      if (pattern.test(await focused())) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab never reached ${pattern}`);
  }
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to content");
  await tabTo(/^Link Generator$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Link Generator", level: 1 }).waitFor();
  assert.equal(await focused(), "Link Generator", "the heading of the new page has the focus");
  await page
    .getByRole("region", { name: "My Sales Websites" })
    .getByText("haircare", { exact: true })
    .waitFor();
  await tabTo(/^Where are you/);
  await page.keyboard.press("h");
  await tabTo(/^Generate Link$/);
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Your link" }).waitFor();
  assert.equal(await focused(), "Copy your link");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied your link" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${base}/go/haircare/abc123`);
  await tabTo(/^Create Ad$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.match(await focused(), /^Name/);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(), "Create Ad", "the focus is back where it was");
});

test("with many ads the choice is a field that searches, and the newest of many links comes first", async (t) => {
  const page = await visit(t);
  await signIn(page, "kid456", "/");
  for (let i = 0; i < 55; i++) {
    const ad = { name: `Poster ${i}`, mediaType: "print", startDate: "2026-01-01", code: `kid-poster-${i}` };
    const answer = await callAPI(page, "POST", "/api/ads", ad);
    assert.ok(answer.status === 201 || answer.status === 409, `POST /api/ads: ${answer.status}`);
    for (const website of ["haircare", "skincare"]) {
      if (website !== "haircare" || i !== 17)
        await callAPI(page, "POST", "/api/links", { website, ad: ad.code });
    }
  }
  await page.goto(`${base}/links?website=haircare`);
  const ad = page.getByRole("combobox", { name: /Which ad/ });
  await ad.click();
  await ad.fill("poster 17");
  await checkAccessible(page, "an open search field");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /ad=kid-poster-17/);
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByText(`${base}/go/haircare/kid456/kid-poster-17`).waitFor();
  const recent = page.getByRole("region", { name: "Recent links" }).getByRole("listitem");
  await eventually(async () =>
    assert.match(await recent.first().innerText(), /haircare\/kid456\/kid-poster-17/),
  );
  assert.equal(await recent.count(), 5);
  await page.getByRole("button", { name: "Show more links" }).click();
  await eventually(async () => assert.equal(await recent.count(), 55));
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing on any partner page, ${colorScheme}`, async (t) => {
    const page = await visit(t, { colorScheme, refused: [422, 503] });
    await page.goto(base);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await checkAccessible(page, "the welcome");
    await signIn(page, "abc123");
    await page.getByRole("heading", { name: /^Hello/ }).waitFor();
    await checkAccessible(page, "Home");
    await page.goto(`${base}/links?website=haircare&ad=website2`);
    await page.getByRole("button", { name: "Generate Link" }).click();
    await page.getByRole("group", { name: "Your link" }).waitFor();
    await checkAccessible(page, "the link");
    await page.getByRole("button", { name: "QR code" }).click();
    await page.getByRole("img", { name: /^QR code/ }).waitFor();
    await checkAccessible(page, "the QR code");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Create Ad" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Create Ad" }).click();
    await page.locator("[aria-invalid]").waitFor();
    await checkAccessible(page, "Create Ad with an error");
    await page.keyboard.press("Escape");
    for (const by of ["website,ad", "day"]) {
      await page.goto(`${base}/stats?by=${by}`);
      await page
        .getByRole("region", { name: "Results" })
        .getByText(/^As of/)
        .first()
        .waitFor();
      await checkAccessible(page, `the stats by ${by}`);
    }
    await page.goto(`${base}/stats?from=2020-01-01&to=2020-01-02`);
    await page.getByText("Nothing in this period").waitFor();
    await checkAccessible(page, "empty stats");
    await page.goto(`${base}/admin/nothing`);
    await page.getByRole("heading", { name: "Nothing here" }).waitFor();
    await checkAccessible(page, "a page that does not exist");
    await page.route("**/api/**", (route) =>
      route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }),
    );
    await page.goto(`${base}/links`);
    await page.getByRole("alert").first().waitFor();
    await checkAccessible(page, "a failure");
  });
}
