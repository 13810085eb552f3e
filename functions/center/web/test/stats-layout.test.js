import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import { base, eventually, fitsThePhone, phone, useBrowser } from "./browser.js";
import { longName, openStats, results, table } from "./report-api.js";

useBrowser();

for (const [width, colorScheme] of [
  [360, "light"],
  [360, "dark"],
  [768, "light"],
  [1280, "light"],
  [1280, "dark"],
  [1920, "light"],
]) {
  test(`nothing is cut off and axe-core finds nothing at ${width} px, ${colorScheme}`, async (t) => {
    const { page } = await openStats(t, "", {
      ...(width < 600 ? phone : { viewport: { width, height: 800 } }),
      colorScheme,
    });
    for (const query of [
      "?by=website,ad&compare=before&show=revenue",
      "?by=ad&website=haircare&country=",
      "?by=referrer",
      "?period=today&by=hour",
    ]) {
      await page.goto(`${base}/stats${query}`);
      await table(page).waitFor();
      await results(page)
        .getByText(/^As of/)
        .scrollIntoViewIfNeeded();
      await fitsThePhone(page, `${query} at ${width}`);
      await checkWide(page, query);
      await checkAccessible(page, `the stats ${query}`);
    }
  });
}

/** A table that is too wide says so, scrolls by keyboard, and keeps its first column. */
async function checkWide(page, what) {
  const region = page.getByRole("region", { name: "Link Tracking Stats" });
  const isWide = await region.evaluate((box) => box.scrollWidth > box.clientWidth + 1);
  assert.equal(await page.getByText("Scroll sideways to see all columns.").count(), isWide ? 1 : 0, what);
  if (!isWide) return;
  const first = region.locator("tbody th").first();
  const before = await first.boundingBox();
  await region.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.ok(await region.evaluate((box) => box.scrollLeft > 0)));
  assert.equal((await first.boundingBox()).x, before.x, "the first column stays");
}

test("a name of a hundred characters is there in full, and leaves room for the numbers", async (t) => {
  for (const options of [{}, phone]) {
    const { page } = await openStats(t, "?by=ad", options);
    const row = table(page).getByRole("row", { name: /An ad with a name/ });
    assert.ok((await row.innerText()).includes(longName));
    const hits = await row.getByRole("cell").first().boundingBox();
    const { width } = page.viewportSize();
    assert.ok(hits.x + hits.width < width, `hits end at ${hits.x + hits.width} of ${width}`);
  }
});
