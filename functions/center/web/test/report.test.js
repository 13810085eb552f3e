import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { signIn, useBrowser, visit } from "./browser.js";

useBrowser();

const numbers = {
  hits: 1,
  uniques: 1,
  bots: 0,
  leads: 0,
  sales: 0,
  subscriptions: 0,
  revenue: 0,
  currency: "USD",
};

/** Answers for stats by website and ad in two parts of 400 rows. */
async function inTwoParts(route) {
  const url = new URL(route.request().url());
  const later = url.searchParams.has("cursor");
  const ads = Array.from({ length: 400 }, (_, i) => `ad${(later ? 400 : 0) + i}`);
  if (route.request().headers().accept === "text/csv")
    return route.fulfill({
      contentType: "text/csv",
      headers: later ? {} : { link: `<${url.pathname}?cursor=two>; rel="next"` },
      body: (later ? "" : "website,ad\n") + ads.map((ad) => `haircare,${ad}\n`).join(""),
    });
  return route.fulfill({
    json: {
      from: "2026-03-01",
      to: "2026-03-02",
      timeZone: "UTC",
      by: ["website", "ad"],
      asOf: "2026-03-02T12:00:00Z",
      rows: ads.map((ad) => ({ website: "haircare", ad, ...numbers })),
      totals: { ...numbers, hits: 800 },
      ...(!later && { next: "two" }),
    },
  });
}

test("a report in several parts is one table and one file", async (t) => {
  const page = await visit(t);
  await page.route("**/api/stats?**", (route) =>
    /by=website(,|%2C)ad|cursor=two/.test(route.request().url()) ? inTwoParts(route) : route.continue(),
  );
  await signIn(page, "abc123", "/stats?sort=-ad");
  const table = page.getByRole("region", { name: "Link Tracking Stats" });
  await table.getByText("ad799", { exact: true }).waitFor();
  assert.equal(await table.locator("tbody tr").count(), 100, "the browser need not show all at once");
  assert.match(await table.locator("tfoot").innerText(), /800/);
  await page.getByRole("button", { name: "Show more (700 rows left)" }).click();
  await page.getByRole("button", { name: "Show more (200 rows left)" }).click();
  await page.getByRole("button", { name: /^Show more/ }).waitFor({ state: "detached" });

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const lines = (await readFile(await (await saved).path(), "utf8")).trimEnd().split("\n");
  assert.equal(lines.length, 801);
  assert.equal(new Set(lines).size, 801);
  assert.equal(lines[0], "website,ad");
});

test("a day that differs can be rebuilt, and a refusal says why", async (t) => {
  const page = await visit(t, { refused: [409] });
  const counts = { ...numbers, hits: 12 };
  const difference = { partner: "abc123", website: "haircare", ad: "", hour: 9, wrong: ["hits"] };
  await page.route("**/api/admin/reconcile?**", (route) =>
    route.fulfill({
      json: {
        day: "2026-03-01",
        events: counts,
        counters: numbers,
        pending: 0,
        differences: [{ ...difference, events: counts, counters: numbers }],
      },
    }),
  );
  await signIn(page, "admin", "/admin/stats");
  const section = page.getByRole("region", { name: "Check a day" });
  await section.getByRole("button", { name: "Check" }).click();
  await section.getByText("1 counter differs").waitFor();

  const days = [];
  const answers = [
    { status: 409, json: { status: 409, detail: "the day is not settled yet" } },
    { status: 200, json: { day: "2026-03-01", events: 12, rows: 3 } },
  ];
  await page.route("**/api/admin/rebuild?**", (route) => {
    days.push(new URL(route.request().url()).searchParams.get("day"));
    return route.fulfill(answers[days.length - 1]);
  });
  const rebuild = async () => {
    await section.getByRole("button", { name: "Rebuild" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rebuild" }).click();
  };
  await rebuild();
  await section.getByText("The day is not settled yet.").waitFor();
  await rebuild();
  await section.getByText("Rebuilt from 12 events: 3 rows written.").waitFor();
  assert.deepEqual(days, ["2026-03-01", "2026-03-01"]);
});
