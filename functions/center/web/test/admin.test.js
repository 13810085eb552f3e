import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import {
  base,
  callAPI,
  eventually,
  fillSignIn,
  fitsThePhone,
  follow,
  phone,
  signIn,
  useBrowser,
  visit,
} from "./browser.js";

useBrowser();

async function heading(page, name) {
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

/** Types into a field that searches, and chooses the match. */
async function pick(scope, label, typed, option) {
  const field = scope.getByRole("combobox", { name: label });
  await field.click();
  await field.fill(typed);
  await scope.getByRole("option", { name: option }).click();
}

async function createPartner(page, { code, name, program, parent }) {
  await page.goto(`${base}/admin/partners`);
  await page.getByRole("button", { name: "Create partner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code").fill(code);
  await dialog.getByLabel("Name").fill(name);
  if (parent) await pick(dialog, "Recruited by", parent, new RegExp(parent));
  await dialog.getByLabel("Programs").selectOption({ value: program });
  await dialog.getByRole("button", { name: "Create and invite" }).click();
  await heading(page, name);
}

test("an admin sets up a program, and its partner's hits are in the admin's stats", async (t) => {
  const page = await visit(t, { refused: [422] });
  await signIn(page, "admin", "/admin/programs");
  await page.getByRole("button", { name: "Create program" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code").fill("sun");
  await dialog.getByLabel("Name").fill("Sun program");
  await dialog.getByRole("button", { name: "Create program" }).click();
  await heading(page, "Sun program");

  await page.getByRole("link", { name: "Websites" }).click();
  await page.getByRole("button", { name: "Create website" }).click();
  await dialog.getByLabel("Code").fill("sunscreen");
  await dialog.getByLabel("Name", { exact: true }).fill("Sunscreen");
  await dialog.getByLabel("URL", { exact: true }).fill("javascript:alert(1)");
  await dialog.getByLabel("Programs").selectOption({ value: "sun" });
  await dialog.getByRole("button", { name: "Create website" }).click();
  await eventually(async () =>
    assert.equal(await dialog.getByLabel("URL", { exact: true }).getAttribute("aria-invalid"), "true"),
  );
  await dialog.getByLabel("URL", { exact: true }).fill("https://example.com/sunscreen");
  await dialog.getByRole("button", { name: "Create website" }).click();
  await heading(page, "Sunscreen");

  await createPartner(page, { code: "pia001", name: "Pia Ek", program: "sun" });
  await createPartner(page, { code: "leo002", name: "Leo Ek", program: "sun", parent: "pia001" });

  const partner = await visit(t);
  await partner.goto(`${base}/links`);
  await partner.getByRole("button", { name: "Sign in" }).click();
  await fillSignIn(partner, "pia001");
  await partner.getByLabel("New password").fill("a password of her own");
  await partner.getByLabel("The same again").fill("a password of her own");
  await partner.getByRole("button", { name: "Set password" }).click();
  await heading(partner, "Link Generator");
  await partner.getByLabel("Who is driving the traffic").selectOption({ value: "leo002" });
  assert.equal(
    await partner.getByLabel("Where are you driving traffic to").inputValue(),
    "sunscreen",
    "the only website is chosen",
  );
  await partner.getByRole("button", { name: "Generate Link" }).click();
  const link = `${base}/go/sunscreen/leo002`;
  await partner.getByText(link).waitFor();
  const arrived = await follow(await visit(t), link);
  assert.equal(arrived.searchParams.get("partner"), "leo002");

  await eventually(async () => {
    await page.goto(`${base}/admin/stats?by=partner`);
    assert.equal(
      await page
        .getByRole("row", { name: /leo002/ })
        .getByRole("cell")
        .nth(0)
        .innerText({ timeout: 2000 }),
      "1",
    );
  });
});

test("of two admins who edit the same thing, the second is told what the first changed", async (t) => {
  const first = await visit(t, { refused: [409] });
  const second = await visit(t, { refused: [409] });
  await signIn(first, "admin", "/admin/websites/wholesale");
  await signIn(second, "admin", "/admin/websites/wholesale");
  const name = (page) => page.getByRole("region", { name: "Details" }).getByLabel("Name", { exact: true });
  const save = (page) => page.getByRole("button", { name: "Save", exact: true }).click();
  await name(second).fill("Theirs");
  await name(first).fill("Wholesale goods");
  await save(first);
  await first.getByText("Saved").waitFor();
  await save(second);
  await second.getByRole("alert").getByText("Wholesale goods").waitFor();
  await checkAccessible(second, "a conflict");
  assert.equal(await name(second).inputValue(), "Theirs", "what was typed is kept");
  await second.getByRole("button", { name: "Show theirs" }).click();
  await eventually(async () => assert.equal(await name(second).inputValue(), "Wholesale goods"));
  await name(second).fill("Wholesale & more");
  await save(second);
  await second.getByText("Saved").waitFor();
  await name(first).fill("Wholesale");
  await save(first);
  await first.getByRole("button", { name: "Save mine anyway" }).click();
  await first.getByRole("region", { name: "History" }).getByText("Wholesale & more").first().waitFor();
  await eventually(async () => {
    const website = await (await callAPI(first, "GET", "/api/admin/websites/wholesale")).json();
    assert.equal(website.name, "Wholesale");
  });
});

test("a file is checked, imported with an outcome for each row, and changes nothing the second time", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/import");
  const rows = Array.from(
    { length: 300 },
    (_, i) => `imp${String(i).padStart(4, "0")},Import ${i},imp${i}@example.com,standard`,
  );
  const wrong = 'imp9999,"Comma, Quote",not-an-address,standard';
  const file = `\uFEFF${["code,name,email,programs", ...rows, wrong, ""].join("\r\n")}`;
  const upload = { name: "partners.csv", mimeType: "text/csv", buffer: Buffer.from(file) };
  await page.getByLabel("CSV file").setInputFiles(upload);
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 300 partners" }).waitFor();
  const outcomes = page.getByRole("region", { name: "Row by row" });
  assert.match(
    await outcomes.getByRole("row").nth(1).innerText(),
    /imp9999\s+Not valid\s+Email/,
    "what is wrong comes first",
  );
  const before = await callAPI(page, "GET", "/api/admin/partners/imp0000");
  assert.equal(before.status, 404, "a check writes nothing");
  await page.getByRole("button", { name: "Import 300 partners" }).click();
  await page.getByText("The import is done").waitFor({ timeout: 60_000 });
  assert.match(await outcomes.getByRole("row").nth(2).innerText(), /imp0000\s+Created/);

  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("The file was checked").waitFor();
  await page.locator("dt", { hasText: "Unchanged" }).waitFor();
  assert.equal(
    await page.getByRole("button", { name: /^Import \d/ }).count(),
    0,
    "there is nothing to import",
  );

  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("region", { name: "Export" }).getByRole("button", { name: "Partners" }).click(),
  ]);
  const text = await streamText(await saved.createReadStream());
  assert.match(text, /^\uFEFF?code,name,email/);
  assert.match(text, /^imp0299,Import 299,imp299@example.com,/m);

  await page.goto(`${base}/admin/partners`);
  await page.getByLabel("Find a partner").fill("imp02");
  await page.getByText("imp0200", { exact: true }).waitFor();
  assert.equal(await page.getByText("imp0100", { exact: true }).count(), 0);
  await page.getByRole("button", { name: "Show more partners" }).click();
  await page.getByText("imp0299", { exact: true }).waitFor();
});

async function streamText(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

test("a key's secret is shown once, and a revoked key stays listed", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Shop server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("heading", { name: "Your new key" }).waitFor();
  await dialog.getByRole("button", { name: "Copy the key" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(secret.length >= 20);
  await checkAccessible(page, "a new key");
  await dialog.getByRole("button", { name: "Done" }).click();
  assert.equal(await page.getByText(secret).count(), 0);
  const row = page.getByRole("listitem").filter({ hasText: "Shop server" });
  await row.getByRole("button", { name: "Revoke" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await row.getByText(/revoked/).waitFor();
});

test("a key is limited to a website and may not name partners", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Skincare server");
  await dialog.getByLabel("Websites").selectOption({ value: "skincare" });
  await dialog.getByLabel("May name partners").uncheck();
  await checkAccessible(page, "Create key");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Skincare server" });
  await row.getByText("earns only for skincare · may not name partners").waitFor();
});

test("an admin can check what a link would do", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/websites/haircare");
  const check = page.getByRole("region", { name: "Check a link" });
  await check.getByLabel("Partner code").fill("abc123");
  await check.getByLabel("Ad code").fill("website2");
  await check.getByRole("button", { name: "Check" }).click();
  await check.getByText("abc123, ad website2").waitFor();
  await check.getByLabel("Partner code").fill("gone000");
  await check.getByLabel("Ad code").fill("");
  await check.getByRole("button", { name: "Check" }).click();
  await check.getByText("nobody", { exact: true }).waitFor();
});

test("an admin deactivates a partner, and the history says who did it", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/partners");
  await createPartner(page, { code: "max003", name: "Max Out", program: "standard" });
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("Max Out is no longer active").waitFor();
  const history = page.getByRole("region", { name: "History" });
  await history.getByText("inactive").waitFor();
  assert.match(await history.innerText(), /admin changed it/);
  await page.getByRole("button", { name: "Activate" }).click();
  await page.getByRole("button", { name: "Deactivate" }).waitFor();
});

test("credit for a sale is looked up, explained and moved, and the day still adds up", async (t) => {
  const page = await visit(t, { refused: [422] });
  await signIn(page, "admin", "/admin/conversions");
  const arrived = await follow(await visit(t), `${base}/go/haircare/abc123/website2`);
  const headers = { authorization: "Bearer demo-merchant-key", "content-type": "application/json" };
  const sale = {
    type: "sale",
    externalId: "order 7/1",
    clickId: arrived.searchParams.get("click_id"),
    amount: 4990,
    currency: "USD",
  };
  const answer = await fetch(`${base}/api/conversions`, {
    method: "POST",
    headers,
    body: JSON.stringify(sale),
  });
  assert.equal(answer.status, 201);

  await page.reload();
  await page.getByRole("link", { name: /order 7\/1/ }).click();
  await heading(page, "Sale of $49.90");
  const credit = page.getByRole("region", { name: "Credit", exact: true });
  await credit.getByText("abc123 / haircare / website2").waitFor();
  await checkAccessible(page, "a conversion");
  const move = page.getByRole("region", { name: "Move the credit" });
  await pick(move, "To", "kid456", /kid456/);
  await move.getByLabel("Ad code").fill("no-such-ad");
  await move.getByRole("button", { name: "Move the credit" }).click();
  await eventually(async () =>
    assert.equal(await move.getByLabel("Ad code").getAttribute("aria-invalid"), "true"),
  );
  await move.getByLabel("Ad code").fill("");
  await move.getByLabel("Reason").fill("Kim took the order by telephone");
  await move.getByRole("button", { name: "Move the credit" }).click();
  await credit
    .getByText(/^kid456/)
    .first()
    .waitFor();
  await credit.getByText("Credited by an admin.").waitFor();
  const history = page.getByRole("region", { name: "History" });
  await history.getByText("Kim took the order by telephone").waitFor();

  await page.goto(`${base}/admin/stats`);
  const check = page.getByRole("region", { name: "Check a day" });
  await check.getByLabel("Day").fill(new Date().toISOString().slice(0, 10));
  await eventually(async () => {
    await check.getByRole("button", { name: "Check" }).click();
    await check.getByText("Every number agrees").waitFor({ timeout: 5000 });
  });
});

test("the attribution rule is chosen", async (t) => {
  const page = await visit(t);
  await signIn(page, "admin", "/admin/conversions");
  const rule = page.getByRole("region", { name: "Attribution rule" });
  await rule.getByRole("radio", { checked: true }).waitFor();
  for (let i = 0; i < 2; i++) {
    const other = rule.getByRole("radio", { checked: false });
    const name = await other.evaluate((input) => input.labels[0].innerText);
    await other.click();
    await page.getByText("The rule was changed").waitFor();
    await page.reload();
    await rule.getByRole("radio", { name, checked: true }).waitFor();
  }
});

test("a partner neither sees nor loads the admin pages", async (t) => {
  const page = await visit(t);
  const loaded = [];
  page.on("request", (request) => loaded.push(request.url()));
  await signIn(page, "abc123", "/admin/partners");
  await heading(page, "Nothing here");
  assert.equal(await page.getByRole("link", { name: "Merchant keys" }).count(), 0);
  assert.deepEqual(
    loaded.filter((url) => /\/assets\/pages-|\/api\/admin/.test(url)),
    [],
  );
});

const pages = [
  ["/admin/partners", "Partners"],
  ["/admin/partners/kid456", "Kim Idris"],
  ["/admin/programs", "Programs"],
  ["/admin/programs/standard", "Standard"],
  ["/admin/websites", "Websites"],
  ["/admin/websites/haircare", "Hair care"],
  ["/admin/stats", "All stats"],
  ["/admin/conversions", "Conversions"],
  ["/admin/import", "Import and export"],
  ["/admin/keys", "Merchant keys"],
];

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing on any admin page, ${colorScheme}`, async (t) => {
    const page = await visit(t, { colorScheme, refused: [422] });
    await signIn(page, "admin");
    for (const [path, title] of pages) {
      await page.goto(base + path);
      await heading(page, title);
      await eventually(async () => assert.equal(await page.getByText(/^Loading/).count(), 0));
      await checkAccessible(page, path);
    }
    await page.goto(`${base}/admin/partners`);
    await page.getByRole("button", { name: "Create partner" }).click();
    await page.getByRole("button", { name: "Create and invite" }).click();
    await page.locator("[aria-invalid]").first().waitFor();
    await checkAccessible(page, "Create partner with errors");
  });
}

test("every admin page fits a phone", async (t) => {
  const page = await visit(t, phone);
  await signIn(page, "admin");
  for (const [path, title] of pages) {
    await page.goto(base + path);
    await heading(page, title);
    await eventually(async () => assert.equal(await page.getByText(/^Loading/).count(), 0));
    await fitsThePhone(page, path);
  }
});
