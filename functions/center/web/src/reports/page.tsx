import { api, ask } from "../api/client";
import { useAds, usePartners, useWebsites } from "../api/lists";
import type { StatsRow } from "../api/rows";
import { day } from "../format";
import { useMe } from "../me";
import type { Key } from "./question";
import { Report } from "./report";
import { findName, named, type Names, type ReportSource } from "./source";

const own: ReportSource = {
  title: "Link Tracking Stats",
  lead: "What your links bring. Days are UTC.",
  path: "/api/stats",
  read: (query) => ask(api.GET("/api/stats", { params: { query } })),
  useNames,
};

/** Reports → Link Tracking Stats. */
export function ReportsPage() {
  return <Report source={own} />;
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
      if (key === "ad") return code ? findName(ads, code) : "No ad";
      return findName(key === "website" ? websites.rows : partners, code);
    },
    filters: [
      { key: "website", label: "Website", none: "All websites", options: (websites.rows ?? []).map(named), source: websites },
      { key: "ad", label: "Ad", none: "All ads", options: ads.map(named), source: used },
      { key: "partner", label: "Partner", none: "You and your partners", options: partners.map(named), source: children },
    ],
  };
}
