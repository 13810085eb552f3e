import { api, ask } from "../api/client";
import { useAds, usePartners, useWebsites } from "../api/lists";
import { useMe } from "../me";
import { nameIn } from "../names";
import { optionOf } from "../parts/picker";
import type { Filter } from "./dimensions";
import { fixedChoices, type Choices, type Codes, type StatsSource } from "./source";
import { StatsView } from "./view";
import { whole } from "./whole";

const own: StatsSource = {
  title: "Link Tracking Stats",
  lead: "What your links bring.",
  path: "/api/stats",
  read: (query) => whole((part) => ask(api.GET("/api/stats", { params: { query: { ...query, ...part } } }))),
  useCodes,
  pageOf: (filter, code) =>
    filter === "website" || filter === "ad" ? `/links?${new URLSearchParams({ [filter]: code })}` : undefined,
};

/** Stats → Link Tracking Stats. */
export function StatsPage() {
  return <StatsView source={own} />;
}

function useCodes(): Codes {
  const me = useMe();
  const websites = useWebsites();
  const children = usePartners();
  const used = useAds();
  const archived = useAds("archived");
  const lists = {
    website: { rows: websites.rows ?? [], source: websites },
    ad: { rows: [...(used.rows ?? []), ...(archived.rows ?? [])], source: used },
    partner: {
      rows: [{ code: me.code, name: `${me.name} (you)` }, ...(children.rows ?? [])],
      source: children,
    },
  };
  const listOf = (filter: Filter) =>
    Object.hasOwn(lists, filter) ? lists[filter as keyof typeof lists] : undefined;
  return {
    nameOf: (filter, code) => nameIn(listOf(filter)?.rows, code),
    choicesOf(filter): Choices | undefined {
      const list = listOf(filter);
      return list ? { options: list.rows.map(optionOf), source: list.source } : fixedChoices(filter);
    },
  };
}
