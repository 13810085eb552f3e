import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

// The page's own logic, without a browser.
const source = (path) =>
  runnerImport(fileURLToPath(new URL(`../src/${path}`, import.meta.url))).then(({ module }) => module);

test("periods have the right days, across months, leap years and new years", async () => {
  const { addDays, daysBetween, eachDay, isDay, presets } = await source("days.ts");
  assert.equal(addDays("2028-02-28", 1), "2028-02-29");
  assert.equal(addDays("2027-01-01", -1), "2026-12-31");
  assert.equal(daysBetween("2026-03-28", "2026-03-30"), 3, "days are UTC: no summer time");
  assert.deepEqual(eachDay("2026-12-31", "2027-01-01"), ["2026-12-31", "2027-01-01"]);
  assert.deepEqual(eachDay("2027-01-01", "2026-12-31"), []);
  for (const wrong of ["", "2026-2-1", "2026-02-30", "2026-13-01", "yesterday"])
    assert.equal(isDay(wrong), false, wrong);
  const period = (id) => presets.find((preset) => preset.id === id).period("2028-03-31");
  assert.deepEqual(period("30d"), { from: "2028-03-02", to: "2028-03-31" });
  assert.deepEqual(period("last-month"), { from: "2028-02-01", to: "2028-02-29" });
  assert.deepEqual(period("month"), { from: "2028-03-01", to: "2028-03-31" });
});

test("a day is that of a time zone, also where clocks change", async () => {
  const { addMonths, today, wallHour } = await source("days.ts");
  const at = new Date("2026-03-29T00:30:00Z");
  assert.equal(today("UTC", at), "2026-03-29");
  assert.equal(today("America/New_York", at), "2026-03-28");
  assert.equal(today("Pacific/Kiritimati", at), "2026-03-29");
  assert.equal(wallHour(at, "Europe/Berlin"), "2026-03-29T01");
  assert.equal(wallHour(new Date("2026-03-29T01:30:00Z"), "Europe/Berlin"), "2026-03-29T03", "no 2 o'clock");
  assert.equal(wallHour(new Date("2026-11-24T23:30:00Z"), "Europe/Oslo"), "2026-11-25T00", "not 24");
  assert.equal(addMonths("2028-02-29", -12), "2027-02-28");
  assert.equal(addMonths("2026-01-31", 1), "2026-02-28");
  assert.equal(addMonths("2026-01-15", -1), "2025-12-15");
});

async function questionsOf() {
  globalThis.location ??= { origin: "http://127.0.0.1" };
  const question = await source("stats/question.ts");
  return { ...question, ask: (query) => question.questionIn(new URLSearchParams(query), "2026-05-10") };
}

test("nonsense in the URL of the stats is ignored", async () => {
  const { apiQuery, ask } = await questionsOf();
  assert.deepEqual(ask("").period, { from: "2026-04-11", to: "2026-05-10" });
  assert.deepEqual(ask("period=nonsense&by=nonsense").by, ["website", "ad"]);
  assert.deepEqual(ask("by=hour,constructor,hour,weekday,ad").by, ["hour", "weekday"]);
  assert.equal(ask("compare=nonsense").compare, undefined);
  assert.equal(ask("show=constructor").show, "hits");
  assert.deepEqual(ask("from=2026-01-01&to=2026-01-31").period, { from: "2026-01-01", to: "2026-01-31" });
  assert.equal(ask("from=2026-01-01&to=<script>").preset, "30d");
  assert.notEqual(ask("from=2026-02-01&to=2026-01-31").periodError, "");
  assert.equal(ask("from=2025-01-01&to=2026-02-04").periodError, "", "400 days");
  assert.notEqual(ask("from=2025-01-01&to=2026-02-05").periodError, "", "401 days");
  const question = ask("by=day&ad=reels&country=&period=today&tz=Europe/Oslo");
  assert.deepEqual(apiQuery(question, question.by), {
    from: "2026-05-10",
    to: "2026-05-10",
    by: "day",
    tz: "Europe/Oslo",
    ad: ["reels"],
    country: [""],
  });
});

test("the period to compare with is as long, and whole months are compared with whole months", async () => {
  const { periodBefore } = await source("stats/compare.ts");
  for (const [from, to, compare, wantFrom, wantTo] of [
    ["2026-03-10", "2026-03-16", "before", "2026-03-03", "2026-03-09"],
    ["2026-03-10", "2026-03-10", "before", "2026-03-09", "2026-03-09"],
    ["2026-03-01", "2026-03-31", "before", "2026-02-01", "2026-02-28"],
    ["2026-02-01", "2026-02-28", "before", "2026-01-01", "2026-01-31"],
    ["2026-03-01", "2026-03-10", "before", "2026-02-01", "2026-02-10"],
    ["2026-01-01", "2026-03-31", "before", "2025-10-01", "2025-12-31"],
    ["2026-03-10", "2026-03-16", "year", "2025-03-10", "2025-03-16"],
    ["2028-02-01", "2028-02-29", "year", "2027-02-01", "2027-02-28"],
    ["2027-02-01", "2027-02-28", "year", "2026-02-01", "2026-02-28"],
  ])
    assert.deepEqual(
      periodBefore({ from, to }, compare),
      { from: wantFrom, to: wantTo },
      `${compare} ${from}`,
    );
});

test("rows are compared with their counterparts, and what there was only before is not dropped", async () => {
  const { change, linesOf } = await source("stats/compare.ts");
  const counts = { uniques: 0, bots: 0, leads: 0, sales: 0, subscriptions: 0, revenue: 0, currency: "USD" };
  const stats = (from, by, ...rows) => ({
    from,
    by: [by],
    rows: rows.map(([value, hits]) => ({ [by]: value, hits, ...counts })),
  });
  const compared = (...args) => linesOf(...args).map(({ row, was }) => [row.hits, was?.hits]);
  assert.deepEqual(
    compared(
      stats("2026-03-10", "day", ["2026-03-10", 4], ["2026-03-12", 6]),
      stats("2026-03-03", "day", ["2026-03-03", 1], ["2026-03-04", 2], ["2026-03-05", 3]),
    ),
    [
      [4, 1],
      [6, 3],
    ],
    "the third day with the third",
  );
  assert.deepEqual(
    compared(
      stats("2026-01-01", "website", ["haircare", 4]),
      stats("2025-01-01", "website", ["haircare", 2], ["skincare", 7]),
    ),
    [
      [4, 2],
      [0, 7],
    ],
  );
  assert.deepEqual(change(150, 100), { sign: "+50%", words: "up 50%" });
  assert.deepEqual(change(75, 100), { sign: "−25%", words: "down 25%" });
  assert.deepEqual(change(5, 5), { sign: "±0%", words: "unchanged" });
  assert.deepEqual(change(5, 0), { sign: "new", words: "new" });
  assert.deepEqual(change(0, 5), { sign: "−100%", words: "down 100%" });
  assert.equal(change(100, -50).words, "up 300%");
});

test("a chart has a point for each hour, day or month until now", async () => {
  const { lengthOf, pointsOf, unitFor } = await source("stats/points.ts");
  assert.equal(unitFor({ from: "2026-03-01", to: "2026-03-01" }, ["website"]), "hour");
  assert.equal(unitFor({ from: "2026-03-01", to: "2026-03-31" }, ["website"]), "day");
  assert.equal(unitFor({ from: "2026-01-01", to: "2026-03-31" }, ["month"]), "month");
  const asOf = "2026-03-29T10:30:00Z";
  const day = { from: "2026-03-29", to: "2026-03-29", timeZone: "Europe/Berlin", by: ["day", "hour"], asOf };
  const rows = [{ day: "2026-03-29", hour: "03", hits: 5 }];
  const points = pointsOf({ ...day, rows });
  assert.equal(points.length, 13, "from midnight to half past twelve, summer time");
  assert.equal(points[3].row.hits, 5);
  assert.equal(points[4].row, undefined);
  assert.equal(lengthOf({ ...day, rows }), 24);
  const months = { from: "2025-12-15", to: "2026-06-30", timeZone: "UTC", by: ["month"], asOf, rows: [] };
  assert.deepEqual(
    pointsOf(months).map(({ at }) => at),
    ["2025-12", "2026-01", "2026-02", "2026-03"],
  );
});

test("choosing a value shows it alone, broken down by what is left or comes next", async () => {
  const { ask } = await questionsOf();
  const { narrowing } = await source("stats/links.ts");
  const after = (dimension, row, query) => {
    const changes = narrowing(dimension, row, ask(query));
    return changes && Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  };
  assert.deepEqual(after("website", { website: "haircare" }, "by=website,ad"), {
    by: "ad",
    website: "haircare",
  });
  assert.deepEqual(after("website", { website: "haircare" }, "by=website"), {
    by: "ad",
    website: "haircare",
  });
  assert.deepEqual(after("website", { website: "haircare" }, "by=website&ad=x1"), {
    by: "day",
    website: "haircare",
  });
  assert.deepEqual(after("country", { country: "" }, "by=country,device"), { by: "device", country: "" });
  assert.deepEqual(after("day", { day: "2026-05-01" }, "by=day"), {
    by: "hour",
    from: "2026-05-01",
    to: "2026-05-01",
  });
  assert.deepEqual(
    after("month", { month: "2026-04" }, "by=month"),
    { by: "day", from: "2026-04-11", to: "2026-04-30" },
    "no further than the period",
  );
  assert.equal(after("hour", { hour: "09" }, "by=hour"), undefined);
});

test("values have names, and a file tells what is in it", async () => {
  const { ask } = await questionsOf();
  const { allCountries, textOf } = await source("stats/values.ts");
  const { fileName } = await source("stats/file-name.ts");
  assert.equal(textOf("weekday", "1"), "Monday");
  assert.equal(textOf("weekday", "7"), "Sunday");
  assert.equal(textOf("hour", "09"), "09:00");
  assert.equal(textOf("country", "NO"), "Norway");
  assert.equal(textOf("country", "T1"), "T1", "Tor is no country");
  assert.equal(textOf("country", ""), "Unknown country");
  assert.equal(textOf("mediaType", "qr"), "QR code");
  assert.equal(textOf("browser", "samsung"), "Samsung Internet");
  const countries = allCountries();
  assert.ok(countries.length > 230 && countries.length < 260, `${countries.length} countries`);
  assert.equal(
    fileName(ask("by=country,device&website=haircare&referrer=&from=2026-01-01&to=2026-01-31")),
    "stats-by-country-device-only-haircare-no-referrer-2026-01-01-to-2026-01-31.csv",
  );
});

test("money is shown in the units of its currency", async () => {
  const { money, plural } = await source("format.ts");
  assert.match(money(123456, "USD"), /1.?234.56/);
  assert.match(money(123456, "JPY"), /123.?456/);
  assert.match(money(1234567, "KWD"), /1.?234.567/);
  assert.equal(plural(1, "hit"), "1 hit");
  assert.equal(plural(0, "hit"), "0 hits");
});

test("every answer gives a message, whatever its body", async () => {
  const { problemOf, sentence, takenBeside } = await source("api/problem.ts");
  for (const body of [undefined, null, "text", 7, [], {}, { errors: "none" }])
    assert.ok(problemOf(500, body).message);
  const problem = problemOf(422, {
    detail: "some fields are not valid",
    errors: [{ field: "body.name", message: "must not be empty" }],
  });
  assert.equal(problem.message, "Some fields are not valid.");
  assert.equal(problem.about("name"), "Must not be empty.");
  assert.equal(problem.about("code"), "");
  assert.equal(takenBeside(problemOf(409, { detail: "taken" }), "code").about("code"), "Taken.");
  assert.equal(sentence(""), "");
});

test("only pages of the Partner Center are pages", async () => {
  globalThis.location ??= { origin: "http://127.0.0.1" };
  const { isPage } = await source("router.ts");
  for (const path of [
    "/",
    "/links",
    "/postback",
    "/stats",
    "/conversions",
    "/admin",
    "/admin/partners/abc123",
  ])
    assert.ok(isPage(path), path);
  for (const path of [
    "//evil.example",
    "/go/haircare/abc123",
    "/openapi.json",
    "/linkss",
    "/postback/abc123",
    "https://evil.example/",
    "",
  ])
    assert.ok(!isPage(path), path);
});

test("an import in several requests says what happened to each row", async () => {
  const { merge } = await source("admin/import/merge.ts");
  const result = (...outcomes) => ({
    items: outcomes.map((outcome, i) => ({ row: i + 1, line: i + 2, outcome })),
  });
  const merged = merge(
    result("created", "invalid", "pending", "pending"),
    result("unchanged", "invalid", "updated", "unchanged"),
  );
  assert.deepEqual(
    merged.items.map((row) => row.outcome),
    ["created", "invalid", "updated", "unchanged"],
  );
  assert.deepEqual(
    [merged.created, merged.updated, merged.unchanged, merged.invalid, merged.pending],
    [1, 1, 1, 1, 0],
  );
});

test("a change in the history reads as words, whatever the audit holds", async () => {
  const { fieldsOf, nameOf, textOf, verbOf } = await source("admin/history-text.ts");
  const verbs = {
    create: "created it",
    update: "changed it",
    revoke: "revoked it",
    credit: "moved the credit",
    rebuild: "rebuilt it",
  };
  for (const [action, verb] of Object.entries(verbs)) assert.equal(verbOf(action), verb);
  assert.equal(verbOf("somethingNew"), "somethingNew", "an unknown action is named as it is");
  assert.deepEqual(fieldsOf({ url: 1 }, { name: 1, url: 2 }), ["name", "url"]);
  assert.equal(nameOf("fallbackUrl"), "Fallback URL");
  assert.equal(nameOf("somethingNew"), "somethingNew");
  for (const stored of ["partnerParam", "adParam", "clickIdParam", "created"])
    assert.equal(nameOf(stored), stored, "the API has another name for it");
  for (const field of ["revokedAt", "createdAt", "corrected", "model", "params", "credited", "reason"])
    assert.notEqual(nameOf(field), field);
  for (const [value, text] of [
    [undefined, "empty"],
    ["", "empty"],
    [[], "empty"],
    [{}, "empty"],
    [0, "0"],
    [false, "false"],
    [["sale", "refund"], "sale, refund"],
    [{ partner: "p", clickId: "click_id" }, "Partner: p, Click id: click_id"],
    [{ events: 12, rows: 3, replaced: 2 }, "Events: 12, Rows written: 3, Rows replaced: 2"],
    [{ credited: { partner: "abc123", ad: "" } }, "Credits: (Partner: abc123, Ad: empty)"],
    [
      [
        { from: 0, rate: 5 },
        { from: 10, rate: 8 },
      ],
      "from: 0, rate: 5; from: 10, rate: 8",
    ],
  ])
    assert.equal(textOf(value), text);
});

test("a report in parts is read to its end", async () => {
  const { whole } = await source("stats/whole.ts");
  const parts = {
    "": { rows: [1, 2], totals: { hits: 5 }, next: "b" },
    b: { rows: [3], totals: { hits: 5 }, next: "c" },
    c: { rows: null, totals: { hits: 6 } },
  };
  const report = await whole(async ({ cursor = "" }) => parts[cursor]);
  assert.deepEqual(report, { rows: [1, 2, 3], totals: { hits: 6 } });
  assert.deepEqual(await whole(async () => ({ rows: [7] })), { rows: [7] });
});
