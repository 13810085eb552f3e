import type { Pages } from "../api/pages";
import type { Ad, Partner, Website } from "../api/rows";
import { setQuery, usePlace } from "../router";

/** What a link can be made of. */
export interface Lists {
  websites: Pages<Website>;
  partners: Pages<Partner>;
  ads: Pages<Ad>;
}

/** What somebody wants a link for. The page's URL keeps it, so it can be bookmarked. */
export interface Choice {
  website: string;
  /** "" for oneself. */
  partner: string;
  /** "" for none. */
  ad: string;
}

export function useChoice(): [Choice, (changes: Partial<Choice>) => void] {
  const { query } = usePlace();
  const choice = {
    website: query.get("website") ?? "",
    partner: query.get("partner") ?? "",
    ad: query.get("ad") ?? "",
  };
  return [choice, (changes) => setQuery({ ...changes })];
}
