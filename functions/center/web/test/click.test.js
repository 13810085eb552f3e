import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { base, useBrowser, visit } from "./browser.js";

useBrowser();

// A destination's site. Every page has three forms, and loads the script from the stack, which is
// another host.
const page = `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<script src="${base}/click.js" defer></script>
<form id="own" action="/order"><button>Order</button></form>
<form id="other" action="https://pay.example/"><button>Search</button></form>
<form id="marked" action="https://pay.example/" data-click-id><button>Pay</button></form></html>`;

let shop;
let server;
before(async () => {
  server = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(page));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  shop = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const id = "abcdefghijklmnop01ARZ3NDEKTSV4RRFFQ69G5FAV";

const inputOf = (visitor, form) => visitor.locator(`#${form} [name=click_id]`);

test("the click id stays with a visitor until the order", async (t) => {
  const visitor = await visit(t);
  await visitor.goto(`${shop}/?click_id=${id}&utm_source=letter`);
  assert.equal(await inputOf(visitor, "own").inputValue(), id);
  assert.equal(await inputOf(visitor, "marked").inputValue(), id);
  assert.equal(await inputOf(visitor, "other").count(), 0, "other sites' forms get nothing");
  assert.equal(await visitor.evaluate(() => window.signpostClickId), id);

  await visitor.goto(`${shop}/cart`);
  assert.equal(await inputOf(visitor, "own").inputValue(), id, "a later page knows it from the cookie");
  await visitor.getByRole("button", { name: "Order" }).click();
  await visitor.waitForURL(`${shop}/order?click_id=${id}`);
  const [cookie] = await visitor.context().cookies(shop);
  assert.equal(cookie.sameSite, "Lax");
  assert.ok(cookie.expires > Date.now() / 1000 + 80 * 86400);
});

test("a newer click replaces an older one, and anything but a click id is ignored", async (t) => {
  const visitor = await visit(t);
  await visitor.goto(`${shop}/?click_id=${id}`);
  const newer = id.replace("abc", "xyz");
  await visitor.goto(`${shop}/?click_id=${newer}`);
  assert.equal(await inputOf(visitor, "own").inputValue(), newer);
  await visitor.goto(`${shop}/?click_id=%22%3E%3Cscript%3E`);
  assert.equal(await inputOf(visitor, "own").inputValue(), newer);

  const other = await visit(t);
  await other.goto(`${shop}/?click_id=evil`);
  assert.equal(await inputOf(other, "own").count(), 0);
  assert.deepEqual(await other.context().cookies(), []);
});

test("forms that a page adds later get the click id when they are sent", async (t) => {
  const visitor = await visit(t);
  await visitor.goto(`${shop}/?click_id=${id}`);
  await visitor.evaluate(() => {
    const form = Object.assign(document.createElement("form"), {
      action: "/late",
      innerHTML: "<button>Late</button>",
    });
    document.body.append(form);
  });
  await visitor.getByRole("button", { name: "Late" }).click();
  await visitor.waitForURL(`${shop}/late?click_id=${id}`);
});
