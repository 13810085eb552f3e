import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./chromium.js";

export const base = process.env.CENTER_URL;
export const password = "signpost-demo";

// The browser must not look like a crawler to the redirect.
const userAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";

let browser;

/** Starts the browser for the tests of a file. Call once, at its top. */
export function useBrowser() {
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
}

/**
 * A fresh visitor with a page. Console errors, uncaught errors and breaches of the security policy
 * are collected, and fail the test at its end. A test that provokes some names them: refused has
 * the statuses (or network errors) that requests are expected to meet.
 */
export async function visit(t, { refused = [], ...options } = {}) {
  const context = await browser.newContext({
    userAgent,
    locale: "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const faults = [];
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (e) =>
      console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`),
    );
  });
  context.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (
      refused.some(
        (reason) =>
          message.text().startsWith("Failed to load resource") && message.text().includes(` ${reason}`),
      )
    )
      return;
    faults.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, [], "errors in the browser");
  });
  return context.newPage();
}

/** Signs in as somebody and comes back to path. */
export async function signIn(page, user, path = "/") {
  await page.goto(base + path);
  await page.getByRole("button", { name: "Sign in" }).click();
  await fillSignIn(page, user);
  await page
    .getByRole("navigation")
    .or(page.getByRole("button", { name: "Menu" }))
    .first()
    .waitFor();
}

/** Fills in the issuer's own page. */
export async function fillSignIn(page, user, secret = password) {
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The access token of a page's session, to prepare data through the API. */
export function tokenOf(page) {
  return page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    return JSON.parse(sessionStorage.getItem(key)).access_token;
  });
}

/** Changes what the session of a page knows of its tokens. */
export function changeSession(page, changes) {
  return page.evaluate((changes) => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), ...changes }));
  }, changes);
}

/** Calls the API in the name of the page's visitor. */
export async function callAPI(page, method, path, body) {
  const headers = { authorization: `Bearer ${await tokenOf(page)}`, "content-type": "application/json" };
  return fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
}

/** Repeats check until it passes or the time is up. */
export async function eventually(check, within = 20_000) {
  const deadline = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Follows a link and returns where it leads. Nothing answers there. */
export async function follow(visitor, link) {
  const sentOn = visitor.waitForRequest((request) => request.url().startsWith("https://example.com/"));
  await visitor.goto(link).catch(() => undefined);
  return new URL((await sentOn).url());
}

/** A small phone. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** Fails if the page is wider than its screen. */
export async function fitsThePhone(page, what) {
  const { content, screen } = await page.evaluate(() => ({
    content: document.scrollingElement.scrollWidth,
    screen: window.screen.width,
  }));
  assert.ok(content <= screen, `${what} is ${content} px wide on ${screen}`);
}
