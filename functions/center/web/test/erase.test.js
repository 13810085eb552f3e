import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import { base, callAPI, eventually, fitsThePhone, phone, signIn, useBrowser, visit } from "./browser.js";

useBrowser();

async function heading(page, name) {
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

test("an admin erases a partner, after seeing what goes and typing the code", async (t) => {
  const page = await visit(t, { ...phone });
  await signIn(page, "admin", "/admin/partners");
  const made = await callAPI(page, "POST", "/api/admin/partners", {
    code: "una001",
    name: "Una Mistakable",
    email: "una@mistakable.example",
    programs: ["standard"],
  });
  assert.equal(made.status, 201);
  await page.goto(`${base}/admin/partners/una001`);
  await heading(page, "Una Mistakable");

  // By keyboard alone, from the button to the end.
  await page.getByRole("button", { name: "Erase this partner…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("The name, the e-mail address, and the user to sign in with").waitFor();
  await dialog.getByText("1 entry of the history").waitFor();
  await checkAccessible(page, "erasing a partner");
  await fitsThePhone(page);
  const erase = dialog.getByRole("button", { name: "Erase for good" });
  assert.ok(await erase.isDisabled(), "nothing has been typed");
  await dialog.getByLabel("The partner’s code").fill("una00");
  assert.ok(await erase.isDisabled(), "the code is not complete");
  await dialog.getByLabel("Reason").fill("asked for it");
  await dialog.getByLabel("The partner’s code").fill("una001");
  await dialog.getByLabel("The partner’s code").press("Enter");

  await heading(page, "(erased)");
  await page.getByText("What says who this was is gone since").waitFor();
  const history = page.getByRole("region", { name: "History" });
  await history.getByText("erased what says who it is").waitFor();
  await history.getByText("asked for it").waitFor();
  assert.equal(await page.getByRole("button", { name: "Activate" }).count(), 0);
  assert.ok(!(await page.content()).includes("Mistakable"));
  await page.reload();
  await heading(page, "(erased)");
  await checkAccessible(page, "an erased partner");
});

test("an admin erases the customer of a conversion", async (t) => {
  const page = await visit(t);
  const reported = await fetch(`${base}/api/conversions`, {
    method: "POST",
    headers: { authorization: "Bearer demo-merchant-key", "content-type": "application/json" },
    body: JSON.stringify({ type: "lead", externalId: "lead-erase", customer: "una-4711", partner: "abc123" }),
  });
  const { id } = await reported.json();
  await signIn(page, "admin", `/admin/conversions/${encodeURIComponent(id)}`);
  await heading(page, "Lead");
  await page.getByText("una-4711").first().waitFor();
  await page.getByRole("button", { name: "Erase this customer…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 conversion that names the customer").waitFor();
  await checkAccessible(page, "erasing a customer");
  await dialog.getByLabel("The customer").fill("una-4711");
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await eventually(async () => assert.ok(!(await page.content()).includes("una-4711")));
  const conversion = await (
    await callAPI(page, "GET", `/api/admin/conversions/${encodeURIComponent(id)}`)
  ).json();
  assert.equal(conversion.customer, "");
  assert.equal(conversion.credited.partner, "abc123");
});
