import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "../test/chromium.js";
import { startStack } from "../test/stack.js";
import { ads, links, replay, thirtyDays } from "./story.js";

// Takes the screenshots for the README: starts a stack of its own, fills it with thirty days of
// traffic, and visits the pages at two widths in both themes. Run it with `npm run screenshots`,
// then look at them.
const folder = fileURLToPath(new URL("../../../../infra/docs/screenshots/", import.meta.url));
const widths = { 1280: 860, 360: 740 };
// Links are shown with a host such as they have when deployed.
const shownHost = "https://go.example.com";

const pages = {
  home: { user: "abc123", path: "/", ready: (page) => page.getByText("Most used links").waitFor() },
  links: { user: "abc123", path: "/links?website=haircare&ad=website2", ready: generate },
  stats: {
    user: "abc123",
    path: "/stats",
    full: true,
    ready: seeTable,
  },
  "admin-website": { user: "admin", path: "/admin/websites/haircare", full: true, ready: check },
};

/** Rows have their trends once somebody has seen them. */
async function seeTable(page) {
  await page.getByText(/^As of/).scrollIntoViewIfNeeded();
  await page.locator(".trend polyline").first().waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

async function generate(page) {
  await page.getByRole("button", { name: "Generate Link" }).click();
  await page.getByRole("group", { name: "Your link" }).waitFor();
}

async function check(page) {
  const link = page.getByRole("region", { name: "Check a link" });
  await link.getByLabel("Partner code").fill("solo789");
  await link.getByRole("button", { name: "Check" }).click();
  await page.getByText("Leads to").waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

async function call(stack, user, method, path, body) {
  const headers = { authorization: `Bearer ${user}`, "content-type": "application/json" };
  const answer = await fetch(stack.url + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Fills a stack with thirty days, and waits until all of it has been counted. */
async function fill(stack, token) {
  for (const ad of ads) await call(stack, token, "POST", "/api/ads", ad);
  for (const link of links) await call(stack, token, "POST", "/api/links", link);
  const { clicks, conversions } = thirtyDays(Date.now());
  await replay(clicks, stack);
  for (const conversion of conversions)
    await call(stack, "demo-merchant-key", "POST", "/api/conversions", conversion);
  const hits = clicks.filter((click) => click.kind === "hit").length;
  const leads = conversions.filter((conversion) => conversion.type === "lead").length;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const { totals } = await call(stack, token, "GET", "/api/stats");
    if (totals.hits === hits && totals.leads === leads) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error("not everything was counted in time");
}

async function signedIn(browser, stack, user, options) {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  await page.goto(stack.url);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password").fill("signpost-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: /Hello|Partners/ }).waitFor();
  await page.route(/\/api\/links(\?|$)/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(stack.url, shownHost) });
  });
  return page;
}

function tokenOf(page) {
  return page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    return JSON.parse(sessionStorage.getItem(key)).access_token;
  });
}

async function take(browser, stack, width, colorScheme) {
  for (const [name, { user, path, full, ready }] of Object.entries(pages)) {
    const page = await signedIn(browser, stack, user, {
      colorScheme,
      viewport: { width, height: widths[width] },
    });
    await page.goto(stack.url + path);
    await ready(page);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${folder}${name}-${width}-${colorScheme}.png`, fullPage: Boolean(full) });
    await page.context().close();
  }
}

const stack = await startStack();
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const page = await signedIn(browser, stack, "abc123");
  await fill(stack, await tokenOf(page));
  for (const width of Object.keys(widths).map(Number)) {
    for (const colorScheme of ["light", "dark"]) await take(browser, stack, width, colorScheme);
  }
} finally {
  await browser.close();
  await stack.stop();
}
