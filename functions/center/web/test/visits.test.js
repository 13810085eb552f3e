import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAccessible } from "./axe.js";
import { base, callAPI, eventually, fitsThePhone, phone, signIn, useBrowser, visit } from "./browser.js";

useBrowser();

const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Asks for a link as a program or a browser would, without following it. */
async function ask(path, headers) {
  const answer = await fetch(base + path, { headers, redirect: "manual" });
  assert.equal(answer.status, 302);
}

const number = (within, name) =>
  within
    .locator("dt")
    .filter({ hasText: new RegExp(`^${name} `) })
    .locator("b");

test("a partner learns why clicks were not counted, by keyboard and on a phone", async (t) => {
  const page = await visit(t, phone);
  await signIn(page, "abc123", "/");
  await callAPI(page, "POST", "/api/links", { website: "skincare" });
  const path = "/go/skincare/abc123";
  await ask(path, { "user-agent": "curl/8.5.0" });
  await ask(path, { "user-agent": browser, "sec-purpose": "prefetch" });
  await ask(`${path}/mistyped`, { "user-agent": browser });

  await page.goto(`${base}/links`);
  const open = page.getByRole("button", { name: "Visits of link skincare / abc123", exact: true });
  await open.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Why was a click not counted?" });
  await dialog.getByText("Prefetches").waitFor();
  await fitsThePhone(page, "the visits of a link");
  await checkAccessible(page, "the visits of a link");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.ok(await open.evaluate((button) => button === document.activeElement), "the focus is back");

  await eventually(async () => {
    await open.click();
    await dialog.getByText("Prefetches").waitFor();
    const found = await Promise.all(
      ["Bots", "Prefetches", "Unknown ad"].map(async (name) =>
        Number(await number(dialog, name).innerText()),
      ),
    );
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(
      found.every((n) => n > 0),
      `bots, prefetches and unknown ads: ${found}`,
    );
  });
});

test("an admin sees the visits that are counted for nobody", async (t) => {
  const page = await visit(t);
  await ask("/go/haircare/nobody99", { "user-agent": browser });
  await signIn(page, "admin", "/admin/websites/haircare");
  const tool = page.getByRole("region", { name: "Why was a click not counted?" });
  await tool.getByLabel("Partner code").fill("abc123");
  await eventually(async () => {
    await tool.getByRole("button", { name: "Show visits" }).click();
    assert.ok(Number(await number(tool, "Unknown partner").innerText()) > 0);
  });
  await checkAccessible(page, "the visits of a website");
});
