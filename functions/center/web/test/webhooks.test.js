import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import {
  base,
  callAPI,
  eventually,
  fitsThePhone,
  follow,
  phone,
  signIn,
  useBrowser,
  visit,
} from "./browser.js";

useBrowser();

/** A receiver on this machine that answers with a given status and keeps what it is sent. */
async function receiver(t) {
  const got = [];
  const state = { status: 204 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      got.push({ method: request.method, path: request.url, headers: request.headers, body });
      response.writeHead(state.status).end(state.status === 204 ? undefined : "no room");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const answerWith = (status) => (state.status = status);
  return { url: `http://127.0.0.1:${server.address().port}`, got, answerWith };
}

/** Follows a link of the partner's, and buys something. */
async function buy(t, { externalId, partner }) {
  const arrived = await follow(await visit(t), `${base}/go/haircare/${partner}`);
  const answer = await fetch(`${base}/api/conversions`, {
    method: "POST",
    headers: { authorization: "Bearer demo-merchant-key", "content-type": "application/json" },
    body: JSON.stringify({
      type: "sale",
      externalId,
      clickId: arrived.searchParams.get("click_id"),
      amount: 4990,
      currency: "USD",
    }),
  });
  assert.equal(answer.status, 201);
}

async function secretShown(page) {
  const dialog = page.getByRole("dialog", { name: /secret$/ });
  await dialog.getByRole("button", { name: "Copy the secret" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(secret, /^whsec_.{40,}$/);
  await checkAccessible(page, "a new secret");
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.getByText(secret).count(), 0);
}

function wrong(field) {
  return eventually(async () => assert.equal(await field.getAttribute("aria-invalid"), "true"));
}

test("a merchant's webhook is told about a sale; the log shows the outcome, and sends it again", async (t) => {
  const shop = await receiver(t);
  const page = await visit(t, { refused: [422] });
  await signIn(page, "admin");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "Create webhook" }).click();
  const dialog = page.getByRole("dialog");
  const url = dialog.getByLabel("URL");
  await url.fill("http://shop.example/hook");
  await dialog.getByRole("checkbox", { name: "Sales" }).check();
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await wrong(url);
  assert.equal(
    await dialog.getByRole("checkbox", { name: "Sales" }).isChecked(),
    true,
    "what was chosen is kept",
  );
  await url.fill(`${shop.url}/hook`);
  await dialog.getByRole("button", { name: "Create webhook" }).click();
  await secretShown(page);

  await page.getByRole("link", { name: new RegExp(`${new URL(shop.url).host}.*sales`) }).click();
  await page.getByRole("heading", { name: "Webhook of main", level: 1 }).waitFor();
  const log = page.getByRole("region", { name: "Deliveries" });
  await log.getByText("Nothing sent yet").waitFor();

  shop.answerWith(503);
  await buy(t, { externalId: "webhook-1", partner: "abc123" });
  await eventually(() => assert.ok(shop.got.length > 0));
  await eventually(async () => {
    await log.getByRole("button", { name: "Refresh" }).click();
    await log.getByText(/503.*no room/).waitFor({ timeout: 1000 });
  });
  await log.getByText(/· \d tr(y|ies) · next try/).waitFor();
  await log.getByText("What was sent", { exact: true }).click();
  await log.getByText('"webhook-1"').waitFor();
  await checkAccessible(page, "a delivery that waits");

  shop.answerWith(204);
  await log.getByRole("button", { name: /^Redeliver/ }).click();
  await log.getByText("Delivered").waitFor();
  assert.equal(
    new Set(shop.got.map(({ headers }) => headers["webhook-id"])).size,
    1,
    "the id stays the same",
  );
  assert.match(shop.got.at(-1).headers["webhook-signature"], /^v1,/);
  await checkAccessible(page, "a delivery that was taken");

  await page.getByRole("region", { name: "Details" }).getByRole("checkbox", { name: "Refunds" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  const history = page.getByRole("region", { name: "History" });
  await history.getByText("sale, refund").waitFor();
  await page.getByRole("button", { name: "Switch off" }).click();
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("button", { name: "Switch on" }).waitFor();
  assert.equal(
    await log.getByRole("button", { name: /^Redeliver/ }).count(),
    0,
    "nothing is sent to what is switched off",
  );
});

test("a partner's postback is told what the partner earned, in the format that the partner chose", async (t) => {
  const tracker = await receiver(t);
  const page = await visit(t, { refused: [422] });
  await signIn(page, "kid456");
  await page.getByRole("link", { name: "Postback" }).click();
  const section = page.getByRole("region", { name: "Your postback" });
  await section.getByText("You have none yet").waitFor();
  const url = section.getByLabel("URL");
  await section.getByRole("button", { name: "Switch on" }).click();
  await wrong(url);
  await url.fill("https://tracker.example/{nonsense}");
  await section.getByRole("button", { name: "Switch on" }).click();
  await section.getByText(/unknown placeholders/).waitFor();
  await page.reload();
  assert.equal(await url.inputValue(), "https://tracker.example/{nonsense}", "what was typed is kept");
  await url.fill(`${tracker.url}/hit?click={click_id}&what={type}&cents={amount}`);
  await section.getByRole("button", { name: "Switch on" }).click();
  await secretShown(page);
  await section.getByText("Active").waitFor();

  await buy(t, { externalId: "postback-1", partner: "kid456" });
  await eventually(() =>
    assert.match(tracker.got[0]?.path ?? "", /^\/hit\?click=.{42}&what=sale&cents=4990$/),
  );
  assert.equal(tracker.got[0].method, "GET");

  await section.getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await section.getByText("You have none yet").waitFor();
  assert.equal(await url.inputValue(), "");
});

test("a postback is set with the keyboard alone, and the focus comes back", async (t) => {
  const page = await visit(t);
  await signIn(page, "solo789", "/postback");
  const url = page.getByLabel("URL");
  await url.focus();
  await page.keyboard.type("https://example.com/postback?id={id}");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Your secret" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await url.evaluate((input) => input === document.activeElement), true);
  await callAPI(page, "PATCH", "/api/postback", { url: "" });
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing on postbacks and webhooks, ${colorScheme}`, async (t) => {
    const page = await visit(t, { colorScheme, refused: [422] });
    await signIn(page, "abc123", "/postback");
    const section = page.getByRole("region", { name: "Your postback" });
    await section.getByLabel("URL").waitFor();
    await checkAccessible(page, "no postback");
    await section.getByLabel("URL").fill("http://example.com/");
    await section.getByRole("button", { name: "Switch on" }).click();
    await wrong(section.getByLabel("URL"));
    await checkAccessible(page, "a postback with an error");

    const admin = await visit(t, { colorScheme, refused: [422] });
    await signIn(admin, "admin", "/admin/webhooks");
    await admin
      .getByRole("region", { name: "Webhooks" })
      .getByText(/(Webhook|Postback) of|No webhooks/)
      .first()
      .waitFor();
    await checkAccessible(admin, "webhooks");
    await admin.getByRole("button", { name: "Create webhook" }).click();
    await admin.getByRole("dialog").getByRole("checkbox", { name: "Leads" }).check();
    await admin.getByRole("dialog").getByRole("button", { name: "Create webhook" }).click();
    await wrong(admin.getByRole("dialog").getByLabel("URL"));
    await checkAccessible(admin, "Create webhook with an error");
  });
}

test("postbacks and webhooks fit a phone", async (t) => {
  const shop = await receiver(t);
  const page = await visit(t, phone);
  await signIn(page, "abc123", "/postback");
  await page.getByRole("region", { name: "Placeholders" }).waitFor();
  await fitsThePhone(page, "the postback");

  const admin = await visit(t, phone);
  await signIn(admin, "admin", "/admin/webhooks");
  const long = `${shop.url}/${"a-long-path-".repeat(12)}`;
  const { id } = await (await callAPI(admin, "POST", "/api/admin/webhooks", { url: long })).json();
  await admin.reload();
  await admin
    .getByText(/a-long-path/)
    .first()
    .waitFor();
  await fitsThePhone(admin, "webhooks");
  await admin.getByRole("button", { name: "Create webhook" }).tap();
  await admin.getByRole("dialog").waitFor();
  await fitsThePhone(admin, "Create webhook");
  await buy(t, { externalId: "webhook-phone", partner: "abc123" });
  await eventually(() => assert.equal(shop.got.length, 1));
  await admin.goto(`${base}/admin/webhooks/${id}`);
  await admin.getByText("What was sent", { exact: true }).tap();
  await fitsThePhone(admin, "a webhook with a delivery");
  await callAPI(admin, "DELETE", `/api/admin/webhooks/${id}`);
});

test("the code that verifies a postback is shown in three languages", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123", "/postback");
  const section = page.getByRole("region", { name: "Verify the requests" });
  await section.getByRole("region", { name: "Verify in Node" }).getByText("createHmac(").waitFor();
  for (const [language, code] of [
    ["Python", "def from_signpost("],
    ["Go", "func fromSignpost("],
  ]) {
    await section.getByRole("radio", { name: language }).check();
    await section
      .getByRole("region", { name: `Verify in ${language}` })
      .getByText(code)
      .waitFor();
  }
});
