import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base,
  changeSession,
  eventually,
  fillSignIn,
  password,
  signIn,
  tokenOf,
  useBrowser,
  visit,
} from "./browser.js";

useBrowser();

test("a wrong password is reported, and the right one then works", async (t) => {
  const page = await visit(t, { refused: [400, 401, 403] });
  await page.goto(base);
  await page.getByRole("button", { name: "Sign in" }).click();
  await fillSignIn(page, "abc123", "not the password");
  await page.getByRole("alert").waitFor();
  await fillSignIn(page, "abc123");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
});

test("a visitor is asked to sign in, and then sees the page that was asked for", async (t) => {
  const page = await visit(t);
  await page.goto(`${base}/stats?period=7d`);
  await page.getByRole("heading", { name: "Sign in to continue" }).waitFor();
  await page.getByRole("button", { name: "Sign in" }).click();
  await fillSignIn(page, "abc123");
  await page.getByRole("heading", { name: "Link Tracking Stats" }).waitFor();
  assert.equal(page.url(), `${base}/stats?period=7d`);
});

test("signing out ends the session here and at the issuer", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Your links, and what they bring." }).waitFor();
  assert.deepEqual(
    await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("oidc.user"))),
    [],
  );
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Password").waitFor();
});

test("a session renews an expired token unnoticed", async (t) => {
  const page = await visit(t);
  await signIn(page, "abc123");
  const before = await tokenOf(page);
  await changeSession(page, { expires_at: 1 });
  await page.goto(`${base}/links`);
  await page
    .getByRole("region", { name: "My Sales Websites" })
    .getByText("haircare", { exact: true })
    .waitFor();
  assert.notEqual(await tokenOf(page), before);
});

test("a session that can't be renewed says so, and resumes where it was with what was typed", async (t) => {
  const page = await visit(t, { refused: [400, 401] });
  await signIn(page, "abc123", "/links?website=haircare&partner=kid456");
  await page.getByRole("region", { name: "My Ads" }).getByRole("button", { name: "Create Ad" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Half typed");
  await changeSession(page, { expires_at: 1, refresh_token: "gone" });
  await page.reload();
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Sign in again" }).click();
  await fillSignIn(page, "abc123", password);
  const dialog = page.getByRole("dialog", { name: "Create Ad" });
  await eventually(async () => assert.equal(await dialog.getByLabel("Name").inputValue(), "Half typed"));
  assert.equal(page.url(), `${base}/links?website=haircare&partner=kid456`);
});

test("a token that the API refuses is renewed once, and the request repeated", async (t) => {
  const page = await visit(t, { refused: [401] });
  await signIn(page, "abc123");
  let refusals = 0;
  await page.route("**/api/websites**", (route) => {
    if (refusals++ > 0) return route.continue();
    return route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: '{"status":401,"title":"Unauthorized"}',
    });
  });
  await page.getByRole("link", { name: "Link Generator" }).click();
  await page
    .getByRole("region", { name: "My Sales Websites" })
    .getByText("haircare", { exact: true })
    .waitFor();
  assert.equal(refusals, 2);
});

test("an abandoned sign-in leaves nothing behind but a message", async (t) => {
  const page = await visit(t);
  await page.goto(`${base}/?error=access_denied&state=never-begun`);
  await page.getByRole("alert").getByText("Sign-in was not completed").waitFor();
  assert.equal(page.url(), `${base}/`);
});
