import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import type { StatsRow } from "../api/rows";
import { day } from "../format";
import { nameIn } from "../names";
import type { Key } from "../stats/question";
import { named, type Names, type StatsSource } from "../stats/source";
import { StatsView } from "../stats/view";
import { whole } from "../stats/whole";
import { useSettled } from "../parts/settled";
import { usePartners, useWebsites } from "./lists";
import { ReconcileSection } from "./reconcile";

const everybody: StatsSource = {
  title: "All stats",
  lead: "What the links of all partners bring. Days are UTC.",
  path: "/api/admin/stats",
  read: (query) =>
    whole((part) => ask(api.GET("/api/admin/stats", { params: { query: { ...query, ...part } } }))),
  useNames,
};

/** Link Tracking Stats of every partner. */
export function AdminStatsPage() {
  return (
    <StatsView source={everybody}>
      <ReconcileSection />
    </StatsView>
  );
}

const offered = 20;

function useNames(): Names {
  const [website, setWebsite] = useState("");
  const [partner, setPartner] = useState("");
  const websites = useWebsites({ q: useSettled(website).trim(), limit: offered });
  const partners = usePartners({ q: useSettled(partner).trim(), limit: offered });
  return {
    nameOf(key: Key, row: StatsRow) {
      const code = row[key] ?? "";
      if (key === "day") return day(code);
      if (key === "ad") return code || "No ad";
      // There are too many partners to know their names.
      if (key === "partner") return code || "Nobody credited";
      return nameIn(websites.rows, code);
    },
    idle: () => [],
    filters: [
      {
        key: "website",
        label: "Website",
        none: "All websites",
        options: (websites.rows ?? []).map(named),
        source: websites,
        search: setWebsite,
      },
      {
        key: "partner",
        label: "Partner",
        none: "All partners",
        options: (partners.rows ?? []).map(named),
        source: partners,
        search: setPartner,
      },
    ],
  };
}
