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

test("nonsense in the URL of the stats is ignored", async () => {
  const { apiQuery, questionIn } = await source("stats/question.ts");
  const ask = (query) => questionIn(new URLSearchParams(query), "2026-05-10");
  assert.deepEqual(ask("").period, { from: "2026-04-11", to: "2026-05-10" });
  assert.equal(ask("period=nonsense&by=nonsense").grouping.by, "website,ad");
  assert.deepEqual(ask("from=2026-01-01&to=2026-01-31").period, { from: "2026-01-01", to: "2026-01-31" });
  assert.equal(ask("from=2026-01-01&to=<script>").preset, "30d");
  assert.notEqual(ask("from=2026-02-01&to=2026-01-31").periodError, "");
  assert.equal(ask("from=2025-01-01&to=2026-02-04").periodError, "", "400 days");
  assert.notEqual(ask("from=2025-01-01&to=2026-02-05").periodError, "", "401 days");
  assert.deepEqual(apiQuery(ask("by=day&ad=reels&period=today")), {
    from: "2026-05-10",
    to: "2026-05-10",
    by: "day",
    ad: "reels",
  });
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
