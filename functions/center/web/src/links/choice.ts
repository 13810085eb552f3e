import { setQuery, usePlace } from "../router";

/** What somebody wants a link for. It lives in the page's URL, so that it can be bookmarked. */
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
