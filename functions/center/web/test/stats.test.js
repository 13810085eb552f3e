import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { base, eventually, signIn, useBrowser, visit } from "./browser.js";
import { columns, openStats, results, table } from "./report-api.js";

useBrowser();

const dimensions = [
  "Website",
  "Ad",
  "Partner",
  "Media type",
  "Month",
  "Day",
  "Weekday",
  "Hour",
  "Country",
  "Device",
  "Browser",
  "Referrer",
];

test("stats are broken down by anything, and by any two, on the real API", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/stats");
  const [first, second] = [page.getByLabel("Break down by"), page.getByLabel("and by")];
  for (const name of dimensions) {
    await second.selectOption("Nothing else");
    await first.selectOption(name);
    await eventually(async () => assert.equal(await results(page).getAttribute("aria-busy"), "false"));
    for (const other of dimensions.slice(dimensions.indexOf(name) + 1)) {
      await second.selectOption(other);
      await eventually(async () => assert.equal(await results(page).getAttribute("aria-busy"), "false"));
      assert.equal(await page.getByRole("alert").count(), 0, `${name} and ${other}`);
    }
  }
});

test("choosing a value filters, chips remove it, and the back button goes back", async (t) => {
  const { page, queries } = await openStats(t, "?by=country");
  await table(page).getByRole("link", { name: "Norway" }).click();
  const chips = page.getByRole("list", { name: "Only" });
  await chips.getByRole("button", { name: "Remove filter Country: Norway" }).waitFor();
  await eventually(async () => assert.equal((await columns(page))[0], "Website"));
  assert.ok(await results(page).evaluate((section) => section === document.activeElement));
  assert.equal(queries.at(-1).get("country"), "NO");
  assert.match(page.url(), /by=website/);

  await page.reload();
  await chips.getByText("Country: Norway").waitFor();
  await table(page).getByRole("link", { name: "Hair care", exact: true }).click();
  await chips.getByText("Website: Hair care").waitFor();
  await page.goBack();
  await chips.getByText("Website").waitFor({ state: "detached" });
  await page.goBack();
  await eventually(async () => assert.equal((await columns(page))[0], "Country"));
  assert.equal(await chips.count(), 0);

  await table(page).getByRole("link", { name: "Unknown country" }).click();
  await eventually(async () => assert.equal(queries.at(-1).get("country"), ""));
  await chips.getByRole("button", { name: "Remove filter Country: Unknown country" }).click();
  await chips.waitFor({ state: "detached" });

  for (const [label, value] of [
    ["Media type", "Blog"],
    ["Device", "Mobile"],
    ["Browser", "Samsung Internet"],
  ])
    await page.getByLabel(label, { exact: true }).selectOption(value);
  await page.getByRole("combobox", { name: "Country" }).fill("swed");
  await page.keyboard.press("Enter");
  await page.getByLabel("Referrer", { exact: true }).fill("page-1.example");
  await page.keyboard.press("Enter");
  await eventually(async () => {
    const { mediaType, device, browser, country, referrer } = Object.fromEntries(queries.at(-1));
    assert.deepEqual(
      [mediaType, device, browser, country, referrer],
      ["blog", "mobile", "samsung", "SE", "page-1.example"],
    );
  });
  await chips.getByRole("button", { name: "Remove all" }).click();
  await chips.waitFor({ state: "detached" });
});

test("a time zone is chosen, said, and refused where it can't be exact, on the real API", async (t) => {
  const page = await visit(t, { refused: [422] });
  await signIn(page, "abc123", "/stats");
  await page.getByText("Days and hours are those of UTC.").waitFor();
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await zone.fill("oslo");
  await page.keyboard.press("Enter");
  await page.getByText("Days and hours are those of Europe/Oslo.").waitFor();
  await results(page)
    .getByText(/^As of .* GMT\+\d\. Time zone: Europe\/Oslo/)
    .or(results(page).getByText(/^As of .* CES?T\. Time zone: Europe\/Oslo/))
    .waitFor();
  assert.match(page.url(), /tz=Europe%2FOslo/);
  await zone.fill("adelaide");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await zone.getAttribute("aria-invalid"), "true"));
});

test("a period is compared with the one before and with last year's, in numbers and in words", async (t) => {
  const { page, queries } = await openStats(t, "?by=website&from=2026-05-04&to=2026-05-10");
  await page.getByLabel("Compare with").selectOption("Period before");
  const hits = table(page)
    .getByRole("row", { name: /Hair care/ })
    .getByRole("cell")
    .first();
  await eventually(async () => assert.match(await hits.innerText(), /^100\s+, up 100%, from\s+50 \+100%/));
  assert.match(
    await page.getByRole("group", { name: "Show over time" }).getByRole("button").first().innerText(),
    /1,000\s+, up 100%, from\s+500 \+100%/,
  );
  const asked = (from) => queries.some((query) => query.get("from") === from);
  assert.ok(asked("2026-04-27"));
  await page.getByText("27 Apr 2026 – 3 May 2026").waitFor();
  await page.getByRole("img", { name: /total 1,000, 500 from 27 Apr 2026 to 3 May 2026/ }).waitFor();
  await page.getByText("will still grow").waitFor();
  await page.getByLabel("Compare with").selectOption("Same period last year");
  await page.getByText("4 May 2025 – 10 May 2025").waitFor();
  assert.ok(asked("2025-05-04"));
});

test("today is drawn by hour, a year by day or month, and other breakdowns have bars", async (t) => {
  const { page, queries } = await openStats(t, "?period=today&by=country");
  const chart = page.getByRole("region", { name: "Over time" });
  await chart.getByRole("img", { name: /^Hits per hour from 10 May 2026/ }).waitFor();
  assert.ok(queries.some((query) => query.get("by") === "day,hour"));
  await results(page)
    .getByRole("img", { name: "Hits by country: Norway 100, Sweden 99, Unknown country 98" })
    .waitFor();
  await page.goto(`${base}/stats?period=year&by=month`);
  await chart.getByRole("img", { name: /^Hits per month/ }).waitFor();
  assert.equal(await results(page).getByRole("img").count(), 0, "the line is enough");
  await page.goto(`${base}/stats?period=year&by=device`);
  await chart.getByRole("img", { name: /^Hits per day/ }).waitFor();
  await page.goto(`${base}/stats?by=weekday`);
  await results(page)
    .getByRole("img", { name: /^Hits by weekday: Monday/ })
    .waitFor();
});

test("rows have a trend if that is cheap, read only once the table is in view", async (t) => {
  const { page, queries } = await openStats(t, "?by=device,browser", {
    viewport: { width: 1280, height: 500 },
  });
  const trends = () => queries.filter((query) => query.get("by") === "device,browser,day").length;
  assert.equal(trends(), 0);
  await results(page)
    .getByText(/^As of/)
    .scrollIntoViewIfNeeded();
  await eventually(async () => assert.equal(await table(page).locator("polyline").count(), 4));
  assert.equal(trends(), 1);
  await page.goto(`${base}/stats?by=referrer&period=year`);
  await results(page)
    .getByText(/^As of/)
    .scrollIntoViewIfNeeded();
  await table(page).waitFor();
  assert.ok(!(await columns(page)).includes("Trend"), "14,600 numbers are too many");
  await page.goto(`${base}/stats?by=day`);
  await table(page).waitFor();
  assert.ok(!(await columns(page)).includes("Trend"));
});

test("ads say what they are, those without hits too, and rows lead to the thing", async (t) => {
  const { page } = await openStats(t, "?by=ad");
  const row = (name) => table(page).getByRole("row", { name });
  assert.match(await row(/Reels/).innerText(), /reels · Social media · from 1 Feb 2026\s+Short videos/);
  assert.match(await row(/An ad with/).innerText(), /7 hits before its start date/);
  assert.match(await row(/Poster/).innerText(), /archived[^]*\s0\s/);
  assert.equal(
    await row(/Reels/).getByRole("link", { name: "Open Reels" }).getAttribute("href"),
    "/links?ad=reels",
  );
  await page.goto(`${base}/stats?by=mediaType`);
  await row(/Social media/).waitFor();
  await row(/No ad/).waitFor();
});

test("several currencies are shown side by side, and a long table is searched", async (t) => {
  const { page } = await openStats(t, "?by=referrer&show=revenue");
  const total = await table(page)
    .getByRole("row", { name: /^Total/ })
    .innerText();
  assert.match(total, /US\$37,037\.01\s+€229,629\.63\s+NOK\s2,962,962\.96/);
  await page.getByRole("radio", { name: "NOK" }).check();
  await page.getByRole("img", { name: /^Revenue per day.* NOK\s2,962,962\.96/ }).waitFor();
  assert.match(page.url(), /currency=NOK/);
  await page.getByLabel("Find in the table").fill("page-17");
  await eventually(async () => assert.equal(await table(page).locator("tbody tr").count(), 1));
  await results(page).getByText("1 row of 40. The total is that of all rows.").waitFor();
  assert.match(page.url(), /q=page-17/);
  await page.goto(base);
  const glance = page.getByRole("region", { name: "Last 30 days" });
  await eventually(async () =>
    assert.match(await glance.innerText(), /US\$37,037\.01\s+€229,629\.63\s+NOK\s2,962,962\.96/),
  );
  await glance.getByText("Days are those of UTC.").waitFor();
});

test("a file says in its name what is in it, and begins with a mark for Excel", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/stats?by=website&from=2026-03-01&to=2026-03-31&country=NO");
  for (const [button, mark] of [
    ["CSV", false],
    ["For Excel", true],
  ]) {
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), "stats-by-website-only-NO-2026-03-01-to-2026-03-31.csv");
    const bytes = await readFile(await file.path());
    assert.equal(bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), mark, button);
  }
});

test("stats are cut and filtered with the keyboard alone", async (t) => {
  const { page } = await openStats(t, "?by=website");
  await page.getByLabel("Break down by").focus();
  await page.keyboard.press("c");
  await eventually(async () => assert.equal((await columns(page))[0], "Country"));
  await page.getByRole("link", { name: "Sweden" }).focus();
  await page.keyboard.press("Enter");
  const chip = page.getByRole("button", { name: "Remove filter Country: Sweden" });
  await chip.focus();
  await page.keyboard.press("Enter");
  await chip.waitFor({ state: "detached" });
});
