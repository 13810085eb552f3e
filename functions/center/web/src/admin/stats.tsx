import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { useResource } from "../api/resource";
import { optionOf } from "../parts/picker";
import type { Filter } from "../stats/dimensions";
import { fixedChoices, type Choices, type Codes, type StatsSource } from "../stats/source";
import { useQuestion } from "../stats/question";
import { StatsView } from "../stats/view";
import { whole } from "../stats/whole";
import { useSettled } from "../parts/settled";
import { usePartners, useWebsites } from "./lists";
import { ReconcileSection } from "./reconcile";

const everybody: StatsSource = {
  title: "All stats",
  lead: "What the links of all partners bring.",
  path: "/api/admin/stats",
  read: (query) =>
    whole((part) => ask(api.GET("/api/admin/stats", { params: { query: { ...query, ...part } } }))),
  useCodes,
  pageOf: (filter, code) =>
    filter === "website" || filter === "partner" ? `/admin/${filter}s/${code}` : undefined,
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

function useCodes(): Codes {
  const [website, setWebsite] = useState("");
  const [partner, setPartner] = useState("");
  const websites = useWebsites({ q: useSettled(website).trim(), limit: offered });
  const partners = usePartners({ q: useSettled(partner).trim(), limit: offered });
  const names = useNames();
  const options = {
    website: { options: (websites.rows ?? []).map(optionOf), source: websites, search: setWebsite },
    partner: { options: (partners.rows ?? []).map(optionOf), source: partners, search: setPartner },
  };
  return {
    nameOf: (filter, code) => (filter === "website" || filter === "partner" ? names[filter] : "") || code,
    choicesOf: (filter: Filter): Choices | undefined =>
      filter === "website" || filter === "partner" ? options[filter] : fixedChoices(filter),
  };
}

/** The names of what the page filters by, which may be on any page of the lists. */
function useNames(): { website: string; partner: string } {
  const [{ filters }] = useQuestion();
  const { website = "", partner = "" } = filters;
  const read = useResource(`admin:names:${website}/${partner}`, async () => {
    const [w, p] = await Promise.all([
      website && nameFrom(api.GET("/api/admin/websites/{code}", { params: { path: { code: website } } })),
      partner && nameFrom(api.GET("/api/admin/partners/{code}", { params: { path: { code: partner } } })),
    ]);
    return { website: w, partner: p };
  });
  const known = read.data && !read.loading ? read.data : { website: "", partner: "" };
  return known;
}

/** A name, or "" if there is no such thing: a filter can be for any code. */
function nameFrom(answer: Promise<{ data?: { name: string }; response: Response }>): Promise<string> {
  return ask(answer).then(
    ({ name }) => name,
    () => "",
  );
}
