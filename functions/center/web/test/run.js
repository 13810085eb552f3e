import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startStack } from "./stack.js";

// Runs every *.test.js in this folder, or those named, in a real browser against a stack of their
// own. If CENTER_URL is set, it uses the stack that runs there.
const folder = fileURLToPath(new URL(".", import.meta.url));
const named = process.argv.slice(2);
const files = (await readdir(folder)).filter(
  (name) => name.endsWith(".test.js") && (!named.length || named.some((n) => name.includes(n))),
);

const stack = process.env.CENTER_URL
  ? { url: process.env.CENTER_URL, stop: async () => {} }
  : await startStack();
const options = ["--test", "--test-concurrency=1", "--test-timeout=120000"];
const env = { ...process.env, CENTER_URL: stack.url };
const tests = spawn(process.execPath, [...options, ...files.map((name) => folder + name)], {
  env,
  stdio: "inherit",
});
process.exitCode = await new Promise((resolve) => tests.once("exit", (code) => resolve(code ?? 1)));
await stack.stop();
