import { api, ask } from "../api/client";
import { useAds, usePartners, useWebsites } from "../api/lists";
import type { Ad, StatsRow } from "../api/rows";
import { day } from "../format";
import { useMe } from "../me";
import { nameIn } from "../names";
import { nothing } from "./measures";
import type { Key, Question } from "./question";
import { named, type Names, type StatsSource } from "./source";
import { StatsView } from "./view";
import { whole } from "./whole";

const own: StatsSource = {
  title: "Link Tracking Stats",
  lead: "What your links bring. Days are UTC.",
  path: "/api/stats",
  read: (query) => whole((part) => ask(api.GET("/api/stats", { params: { query: { ...query, ...part } } }))),
  useNames,
};

/** Stats → Link Tracking Stats. */
export function StatsPage() {
  return <StatsView source={own} />;
}

function useNames(): Names {
  const me = useMe();
  const websites = useWebsites();
  const children = usePartners();
  const used = useAds();
  const archived = useAds("archived");
  const ads = [...(used.rows ?? []), ...(archived.rows ?? [])];
  const partners = [{ code: me.code, name: `${me.name} (you)` }, ...(children.rows ?? [])];
  return {
    nameOf(key: Key, row: StatsRow) {
      const code = row[key] ?? "";
      if (key === "day") return day(code);
      if (key === "website" && !code) return "–";
      if (key === "ad") return code ? nameIn(ads, code) : "No ad";
      return nameIn(key === "website" ? websites.rows : partners, code);
    },
    idle: (question, rows) => idleAds(question, rows, used.rows ?? [], me.code),
    filters: [
      {
        key: "website",
        label: "Website",
        none: "All websites",
        options: (websites.rows ?? []).map(named),
        source: websites,
      },
      { key: "ad", label: "Ad", none: "All ads", options: ads.map(named), source: used },
      {
        key: "partner",
        label: "Partner",
        none: "You and your partners",
        options: partners.map(named),
        source: children,
      },
    ],
  };
}

/** Rows of zeros for the ads that brought nobody in the period, so that they are listed too. */
function idleAds({ grouping, filters }: Question, rows: StatsRow[], ads: Ad[], me: string): StatsRow[] {
  const byAd = (grouping.keys as readonly string[]).includes("ad");
  if (!byAd || (filters.partner && filters.partner !== me)) return [];
  const counted = new Set(rows.map((row) => row.ad));
  const currency = rows[0]?.currency ?? "";
  return ads
    .filter((ad) => !counted.has(ad.code) && (!filters.ad || filters.ad === ad.code))
    .map((ad) => ({ ...nothing, currency, ad: ad.code, website: "" }));
}
