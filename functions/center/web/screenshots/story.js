import { spawn } from "node:child_process";

// Thirty days in the life of an invented partner. Only the dates differ between runs.

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const millisecondsPerDay = 86_400_000;

/** A random number generator that always yields the same numbers (mulberry32). */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function clickId(at, random) {
  let time = "";
  for (let i = 0, rest = at; i < 10; i++, rest = Math.floor(rest / 32)) time = crockford[rest % 32] + time;
  const letters = (n) => Array.from({ length: n }, () => crockford[Math.floor(random() * 32)]).join("");
  return letters(16).toLowerCase() + time + letters(16);
}

/** The partner's ads, in addition to the one in the demo data. */
export const ads = [
  {
    name: "Autumn newsletter",
    mediaType: "email",
    startDate: "2026-01-10",
    code: "newsletter",
    description: "Readers who asked for tips",
  },
  {
    name: "Reels",
    mediaType: "social",
    startDate: "2026-02-01",
    code: "reels",
    description: "Short videos, link in the profile",
  },
  { name: "Market flyer", mediaType: "print", startDate: "2026-03-05", code: "flyer", description: "" },
];

const ways = [
  { website: "haircare", partner: "abc123", ad: "website2", share: 0.34 },
  { website: "haircare", partner: "abc123", ad: "newsletter", share: 0.26 },
  { website: "skincare", partner: "abc123", ad: "reels", share: 0.2 },
  { website: "skincare", partner: "kid456", ad: "", share: 0.13 },
  { website: "haircare", partner: "abc123", ad: "", share: 0.07 },
];

/** The links that the partner generated. */
export const links = ways.map(({ website, partner, ad }) => ({ website, partner, ...(ad && { ad }) }));

/** What happened in the thirty days up to now: clicks, and the conversions that some led to. */
export function thirtyDays(now) {
  const random = generator(7);
  const clicks = [];
  const conversions = [];
  for (let day = 29; day >= 0; day--) {
    const many = 26 + 16 * Math.sin(day / 2.3) + 14 * random() + (29 - day) * 0.9;
    for (let i = 0; i < many; i++) {
      const at = Math.floor(now - day * millisecondsPerDay - random() * 3_600_000 - 60_000);
      const kind = random() < 0.07 ? "bot" : "hit";
      const before = clicks.at(-1);
      const again =
        kind === "hit" &&
        before?.kind === "hit" &&
        random() < 0.22 &&
        before.at > now - (day + 0.04) * millisecondsPerDay;
      const visit = again ? before : { id: clickId(at, random), ...way(random()) };
      const { website, partner, ad } = visit;
      const click = {
        id: visit.id.slice(0, 16) + clickId(at, random).slice(16),
        at,
        website,
        partner,
        ad,
        kind,
        country: "NO",
        device: "mobile",
      };
      clicks.push(click);
      if (click.kind === "hit") conversions.push(...conversionsOf(click, at, random));
    }
  }
  return { clicks, conversions };
}

function way(point) {
  for (const { share, ...codes } of ways) {
    if ((point -= share) < 0) return codes;
  }
  const { share: _, ...codes } = ways[0];
  return codes;
}

function conversionsOf(click, at, random) {
  const happened = (type, n) => ({
    type,
    externalId: `${type}-${click.id}`,
    clickId: click.id,
    occurredAt: new Date(at + n * 1000).toISOString(),
  });
  if (random() > 0.11) return [];
  const sale = { ...happened("sale", 50), amount: 2900 + Math.floor(random() * 4) * 1000, currency: "USD" };
  return random() < 0.4 ? [happened("lead", 30), sale] : [happened("lead", 30)];
}

/** Writes clicks to a stack's table, in the way that lost clicks are replayed. */
export function replay(clicks, stack) {
  const child = spawn("make", ["--no-print-directory", "-s", "replay", "FILE=-"], {
    cwd: new URL("../../../../", import.meta.url),
    env: { ...process.env, ...stack.env },
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(
    clicks.map(({ at: _, ...click }) => `${JSON.stringify({ unwrittenClick: click })}\n`).join(""),
  );
  return new Promise((resolve, reject) => {
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`make replay ended with ${code}`)),
    );
  });
}
