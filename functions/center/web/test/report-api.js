import { base, signIn, visit } from "./browser.js";

// Answers the page's requests for stats in the place of the API, so that a test knows every number.

const zeros = { hits: 0, uniques: 0, bots: 0, leads: 0, sales: 0, subscriptions: 0, revenue: 0 };
const usual = "USD";

/** The longest name that an ad may have. */
export const longName =
  "An ad with a name of a hundred characters, which is as long as the name of any ad can ever get to be";

export const ads = [
  { ad: "reels", adName: "Reels", mediaType: "social", startDate: "2026-02-01", description: "Short videos" },
  { ad: "long-name", adName: longName, mediaType: "blog", startDate: "2026-05-05", earlyHits: 7 },
  { ad: "idle", adName: "Poster", mediaType: "print", startDate: "2026-01-01", adStatus: "archived" },
];
const websites = [
  { website: "haircare", websiteName: "Hair care" },
  { website: "skincare", websiteName: "Skin care" },
];
const values = {
  website: websites,
  ad: ads,
  partner: [{ partner: "abc123", partnerName: "Alba Castro" }],
  mediaType: ["social", "blog", ""].map((mediaType) => ({ mediaType })),
  weekday: ["1", "2", "7"].map((weekday) => ({ weekday })),
  hour: ["00", "09"].map((hour) => ({ hour })),
  country: ["NO", "SE", ""].map((country) => ({ country })),
  device: ["mobile", "desktop"].map((device) => ({ device })),
  browser: ["firefox", "samsung"].map((browser) => ({ browser })),
  referrer: Array.from({ length: 40 }, (_, i) => ({ referrer: `page-${i}.example` })),
};

function daysFrom(from, to) {
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function rowsBy(dimension, from, to) {
  const days = daysFrom(from, to);
  if (dimension === "day") return days.map((day) => ({ day }));
  if (dimension === "month")
    return [...new Set(days.map((day) => day.slice(0, 7)))].map((month) => ({ month }));
  return values[dimension];
}

/** Money in three currencies, of which each has so many digits that it needs room. */
function money(n) {
  return {
    revenue: n * 1_234_567,
    currency: usual,
    otherRevenue: [
      { currency: "EUR", revenue: n * 7_654_321 },
      { currency: "NOK", revenue: n * 98_765_432 },
    ],
  };
}

/**
 * The answer to a query: rows of every combination of values, of which the first has the most hits.
 * An earlier period has half as many.
 */
export function answer(query, { now = "2026-05-10" } = {}) {
  const [from, to, by] = ["from", "to", "by"].map((name) => query.get(name));
  const size = to < now ? 50 : 100;
  let rows = [{}];
  for (const dimension of by.split(","))
    rows = rows.flatMap((row) => rowsBy(dimension, from, to).map((more) => ({ ...row, ...more })));
  const shown = rows.map((row, i) => ({
    ...row,
    ...(row.ad === "idle"
      ? { ...zeros, currency: usual }
      : { ...zeros, hits: Math.max(1, size - i), uniques: 1, sales: i % 3, ...money(i % 3) }),
  }));
  return {
    from,
    to,
    by: by.split(","),
    timeZone: query.get("tz") ?? "UTC",
    asOf: `${now}T12:30:00Z`,
    rows: shown,
    totals: { ...zeros, hits: size * 10, uniques: size, sales: 3, ...money(3) },
  };
}

/** Answers for all stats of a page, and returns the queries as they come in. */
export async function answerStats(page) {
  const queries = [];
  await page.route("**/api/stats?**", (route) => {
    const query = new URL(route.request().url()).searchParams;
    queries.push(query);
    return route.fulfill({ json: answer(query) });
  });
  // Afterwards, because the clock shows 1970 for a moment.
  await page.clock.setFixedTime(new Date("2026-05-10T12:30:00Z"));
  return queries;
}

/** The part of the page with the breakdown, its table, and the names of the table's columns. */
export const results = (page) => page.getByRole("region", { name: "Results" });
export const table = (page) => results(page).getByRole("table");
export const columns = async (page) =>
  (await table(page).getByRole("columnheader").allInnerTexts()).map((text) => text.trim());

/** Signs in before the clock stops, and opens the stats with answers that the test knows. */
export async function openStats(t, query = "", options = {}) {
  const page = await visit(t, options);
  await signIn(page, "abc123");
  const queries = await answerStats(page);
  await page.goto(`${base}/stats${query}`);
  await table(page).waitFor();
  return { page, queries };
}
