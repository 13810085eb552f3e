import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = new URL("../../../../", import.meta.url);
const readyWithin = 120_000;

/**
 * Starts the whole system on a port of its own, with nothing but the demo data. Returns its URL,
 * the environment that points make at it, and a function that stops it.
 */
export async function startStack() {
  const data = await mkdtemp(join(tmpdir(), "signpost-browser-"));
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATA: data, MAKEFLAGS: "" };
  const child = spawn("make", ["--no-print-directory", "run"], {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  async function stop() {
    if (child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  }
  try {
    return { url: await readyLine(child, ended), env: { PORT: String(port), DATA: data }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for the line "ready http://…" and returns its address. */
function readyLine(child, ended) {
  return new Promise((resolve, reject) => {
    const lines = createInterface(child.stdout);
    lines.on("line", (line) => line.startsWith("ready ") && resolve(line.slice("ready ".length).trim()));
    ended.then((code) => reject(new Error(`make run ended with ${code}`)));
    setTimeout(() => reject(new Error("make run was not ready in time")), readyWithin).unref();
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
