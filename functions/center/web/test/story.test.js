import assert from "node:assert/strict";
import { test } from "node:test";
import { base, eventually, follow, signIn, useBrowser, visit } from "./browser.js";

useBrowser();

test("a partner makes an ad and a link for a child, somebody follows it, and the hit is in the stats", async (t) => {
  const page = await visit(t, { refused: [422] });
  await signIn(page, "abc123");
  await page.getByRole("link", { name: "Link Generator" }).click();
  await page.getByRole("heading", { name: "Link Generator", level: 1 }).waitFor();

  const websites = page.getByRole("region", { name: "My Sales Websites" });
  assert.equal(
    await websites.getByRole("link", { name: /example\.com\/haircare/ }).getAttribute("href"),
    "https://example.com/haircare",
  );
  await page.getByRole("region", { name: "My Referral Partners" }).getByText("kid456").waitFor();
  await page.getByRole("region", { name: "My Ads" }).getByText("website2").waitFor();

  await page.getByRole("region", { name: "My Ads" }).getByRole("button", { name: "Create Ad" }).click();
  const dialog = page.getByRole("dialog", { name: "Create Ad" });
  await dialog.getByLabel("Media type").selectOption("Social media");
  await dialog.getByRole("button", { name: "Create Ad" }).click();
  const name = dialog.getByLabel("Name");
  await eventually(async () => assert.equal(await name.getAttribute("aria-invalid"), "true"));
  assert.ok(
    await name.evaluate(
      (input) => document.getElementById(input.getAttribute("aria-describedby")).textContent.length > 0,
    ),
  );
  assert.equal(await dialog.getByLabel("Media type").inputValue(), "social", "what was chosen is kept");
  await name.fill("Spring reels");
  await dialog.getByLabel("Ad code").fill("spring-reels");
  await dialog.getByRole("button", { name: "Create Ad" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.match(page.url(), /ad=spring-reels/, "the new ad is chosen");

  await page.getByLabel("Who is driving the traffic").selectOption({ value: "kid456" });
  await page.getByLabel("Where are you driving traffic to").selectOption({ value: "haircare" });
  await page.getByRole("button", { name: "Generate Link" }).click();
  const result = page.getByRole("group", { name: "Your link" });
  const link = `${base}/go/haircare/kid456/spring-reels`;
  await result.getByText(link).waitFor();
  assert.match(await result.innerText(), /haircare\s+website[^]*kid456\s+partner[^]*spring-reels\s+ad/);
  await result.getByRole("button", { name: "Copy your link" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  await page.getByRole("region", { name: "Recent links" }).getByText("/kid456/spring-reels").waitFor();

  const visitor = await visit(t);
  const arrived = await follow(visitor, link);
  assert.equal(arrived.origin + arrived.pathname, "https://example.com/haircare");
  assert.equal(arrived.searchParams.get("partner"), "kid456");
  assert.equal(arrived.searchParams.get("ad"), "spring-reels");
  assert.ok(arrived.searchParams.get("click_id"));

  await page.getByRole("link", { name: "Link Tracking Stats" }).click();
  await eventually(async () => {
    await page.reload();
    const row = page.getByRole("row", { name: /Spring reels/ });
    assert.equal(await row.getByRole("cell").nth(1).innerText({ timeout: 2000 }), "1");
  });
  assert.match(await page.getByText(/^As of/).innerText(), /As of \d+ \w+ \d{4}/);
});

test("the choice is in the page's URL, and a bookmark brings it back", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/links?website=skincare&partner=kid456&ad=website2");
  assert.equal(await page.getByLabel("Where are you driving traffic to").inputValue(), "skincare");
  await eventually(async () =>
    assert.equal(await page.getByLabel("Who is driving the traffic").inputValue(), "kid456"),
  );
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByText(`${base}/go/skincare/kid456/website2`).waitFor();
});

test("a link is shown and saved as a QR code", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/links?website=haircare");
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByRole("button", { name: "QR code" }).click();
  const image = page.getByRole("img", { name: `QR code that leads to ${base}/go/haircare/abc123` });
  await eventually(async () => assert.ok(await image.evaluate((img) => img.naturalWidth > 0)));
  for (const format of ["SVG", "PNG"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: format, exact: true }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `qr-haircare-abc123.${format.toLowerCase()}`);
  }
});

test("an ad is changed, archived and used again", async (t) => {
  const page = await visit(t, { refused: [409] });
  await signIn(page, "abc123", "/links");
  const ads = page.getByRole("region", { name: "My Ads" });
  await ads.getByRole("button", { name: "Create Ad" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Flyer");
  await dialog.getByLabel("Ad code").fill("website2");
  await dialog.getByRole("button", { name: "Create Ad" }).click();
  await eventually(async () =>
    assert.equal(await dialog.getByLabel("Ad code").getAttribute("aria-invalid"), "true"),
  );
  await dialog.getByLabel("Ad code").fill("flyer-1");
  await dialog.getByRole("button", { name: "Create Ad" }).click();

  await ads.getByRole("button", { name: "Edit Flyer" }).click();
  await dialog.getByLabel("Description").fill("At the door");
  await dialog.getByRole("button", { name: "Save" }).click();
  await ads.getByText("At the door").waitFor();
  await ads.getByRole("button", { name: "Edit Flyer" }).click();
  await dialog.getByRole("button", { name: "Archive" }).click();
  await ads.getByText("At the door").waitFor({ state: "detached" });
  await ads.getByRole("button", { name: "Show archived ads" }).click();
  await ads.getByRole("button", { name: "Edit Flyer" }).click();
  await dialog.getByRole("button", { name: "Use again" }).click();
  await ads.getByRole("button", { name: "Use Flyer" }).waitFor();
});
