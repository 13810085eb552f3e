import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { base } from "./browser.js";

test("the content security policy is strict", async () => {
  const answer = await fetch(base);
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /^default-src 'none';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|data:/);
  const others = policy.match(/https?:\/\/[^ ;]+/g) ?? [];
  assert.deepEqual(
    others.filter((origin) => origin !== base),
    [],
    "nothing from other hosts",
  );
});

test("the old path of the stats leads to the new one", async () => {
  const answer = await fetch(`${base}/reports?period=7d`, { redirect: "manual" });
  assert.equal(answer.status, 301);
  assert.equal(new URL(answer.headers.get("location"), base).href, `${base}/stats?period=7d`);
});

test("files with a hash in their names are cached for ever, the page is not", async () => {
  const page = await fetch(base);
  assert.equal(page.headers.get("cache-control"), "no-cache");
  const again = await fetch(base, { headers: { "if-none-match": page.headers.get("etag") } });
  assert.equal(again.status, 304);
  const [script] = (await page.text()).match(/\/assets\/[^"]+\.js/);
  const asset = await fetch(base + script, { headers: { "accept-encoding": "gzip, br" } });
  assert.equal(asset.headers.get("content-encoding"), "br");
  assert.match(asset.headers.get("cache-control"), /immutable/);
});

test("the first load is small", async () => {
  const sizes = fileURLToPath(new URL("../sizes.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [sizes]);
  const size = (name) => Number(stdout.match(new RegExp(`^${name} (\\d+) bytes$`, "m"))[1]);
  assert.ok(size("center_js_bytes") <= 60_000, stdout);
  assert.ok(size("center_css_bytes") <= 10_000, stdout);
});
