import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import { base, callAPI, eventually, fitsThePhone, phone, signIn, useBrowser, visit } from "./browser.js";

useBrowser();

/** Reports a conversion as a merchant's server does. */
async function report(conversion) {
  const answer = await fetch(`${base}/api/conversions`, {
    method: "POST",
    headers: { authorization: "Bearer demo-merchant-key", "content-type": "application/json" },
    body: JSON.stringify({ ...(conversion.amount && { currency: "USD" }), ...conversion }),
  });
  assert.equal(answer.status, 201, await answer.text());
  return answer;
}

const twoHoursAgo = new Date(Date.now() - 7_200_000).toISOString();

/** Reports sales of two partners and of nobody, and a refund of more than there is. */
async function reportAll(prefix) {
  const sale = { type: "sale", amount: 4990 };
  await report({
    ...sale,
    externalId: `${prefix}-1`,
    customer: "secret-customer",
    partner: "abc123",
    occurredAt: twoHoursAgo,
  });
  await report({ ...sale, externalId: `${prefix}-2`, partner: "kid456" });
  await report({ ...sale, externalId: `${prefix}-3` });
  await report({ type: "refund", externalId: `${prefix}-r`, sale: `${prefix}-1`, amount: 999999 });
}

const rows = (page) => page.getByRole("region", { name: "Conversions" }).getByRole("listitem");

test("partners find their conversions, learn what became of them, and save them", async (t) => {
  await reportAll("own");
  const page = await visit(t);
  await signIn(page, "abc123");
  await page.getByRole("link", { name: "Conversions" }).click();
  await page.getByRole("heading", { name: "Conversions", level: 1 }).waitFor();
  await page.getByText("Days and times are UTC").waitFor();
  const find = page.getByLabel("Find");
  await find.fill("own-");
  await eventually(async () => assert.equal(await rows(page).count(), 3));
  const refund = rows(page).filter({ hasText: "own-r" });
  assert.match(await refund.innerText(), /Refund of \$49\.90[^]*asked for 9999\.99 USD[^]*Taken back/);
  const sale = rows(page).filter({ hasText: "Sale of $49.90 own-1" });
  assert.match(
    await sale.innerText(),
    /\d+ \w+ \d{4}, \d+:\d\d UTC[^]*merchant names this partner[^]*Refunded/,
  );
  assert.equal(await page.getByText("secret-customer").count(), 0);
  await checkAccessible(page, "a partner's conversions");

  await page.getByLabel("Partner").selectOption({ value: "kid456" });
  await eventually(async () =>
    assert.match(await rows(page).allInnerTexts().then(String), /^[^,]*own-2[^]*Credited$/),
  );
  await page.reload();
  assert.equal(await find.inputValue(), "own-", "the URL keeps what is searched for");
  await eventually(async () => assert.equal(await rows(page).count(), 1));
  await page.getByLabel("Type").selectOption("Leads");
  await page.getByText("Nothing was found").waitFor();
  await page.getByLabel("Type").selectOption("All");
  await page.getByLabel("To").fill("2001-01-01");
  await page.getByText("The last day is before the first.").waitFor();
  await checkAccessible(page, "days in the wrong order");

  await page.goto(`${base}/conversions?q=own-`);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  const lines = (await readFile(await saved.path(), "utf8")).trim().split("\n");
  assert.equal(lines.length, 4);
  assert.match(lines[0], /^occurredAt,type,externalId,status,/);
  assert.ok(lines.some((line) => /,refund,own-r,taken-back,abc123,.*,49\.90,,USD,/.test(line)));
});

test("a partner's conversions are searched with the keyboard alone", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/conversions");
  await page.getByRole("heading", { name: "Conversions", level: 1 }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.labels?.[0]?.innerText ?? "");
  for (let i = 0; i < 40 && (await focused()) !== "Find"; i++) await page.keyboard.press("Tab");
  await page.keyboard.type("no such order");
  await page.getByText("Nothing was found").waitFor();
  for (let i = 0; i < 40 && (await focused()) !== "Type"; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await eventually(async () => assert.match(page.url(), /type=lead/));
});

test("admins search all conversions by period and filters, and see why nobody is credited", async (t) => {
  await reportAll("all");
  const page = await visit(t);
  await signIn(page, "admin", "/admin/conversions");
  await page.getByText("Days and times are UTC").waitFor();
  await page.getByLabel("Find").fill("all-");
  await eventually(async () => assert.equal(await rows(page).count(), 4));
  await page.getByLabel("Refunds").selectOption("Refunded, at least in part");
  await eventually(async () => assert.match(await rows(page).allInnerTexts().then(String), /^[^,]*all-1/));
  await page.getByLabel("Refunds").selectOption("With and without");
  await page.getByLabel("Credits").selectOption("Nobody");
  await eventually(async () => assert.equal(await rows(page).count(), 1));
  await checkAccessible(page, "a search of conversions");
  await rows(page).getByRole("link").click();
  await page.getByText("The report names no click, no customer and no partner").waitFor();

  await page.goto(`${base}/admin/conversions?q=all-r`);
  await page.getByRole("link", { name: /Refund of \$49\.90/ }).click();
  const credit = page.getByRole("region", { name: "Credit", exact: true });
  await credit.getByText("It asked for 9999.99 USD and took the 49.90 USD that were left.").waitFor();
  assert.match(await credit.innerText(), /Asked for\s+\$9,999\.99/);
  assert.doesNotMatch(await credit.innerText(), /Clicked/, "nobody clicked");
  await checkAccessible(page, "a refund");

  const id = (await (await callAPI(page, "GET", "/api/admin/conversions?q=all-2")).json()).items[0].id;
  await callAPI(page, "POST", `/api/admin/conversions/${id}/credit`, { partner: "abc123" });
  const partner = await visit(t);
  await signIn(partner, "abc123", "/conversions?q=all-2");
  await partner.getByText("An admin gave this partner the credit.").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`the pages of conversions fit a phone and are accessible, ${colorScheme}`, async (t) => {
    await report({
      type: "sale",
      externalId: `${colorScheme}-${"x".repeat(150)}`,
      partner: "abc123",
      amount: 1,
    });
    const page = await visit(t, { ...phone, colorScheme });
    await signIn(page, "abc123", "/conversions");
    await rows(page).first().waitFor();
    await fitsThePhone(page, "conversions");
    await checkAccessible(page, "conversions");
    const admin = await visit(t, { ...phone, colorScheme });
    await signIn(admin, "admin", "/admin/conversions");
    await rows(admin).first().waitFor();
    await fitsThePhone(admin, "admins' conversions");
    await checkAccessible(admin, "admins' conversions");
  });
}
