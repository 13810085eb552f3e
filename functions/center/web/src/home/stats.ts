import { api, ask } from "../api/client";
import { useResource } from "../api/resource";
import { accountZone } from "../config";
import { addDays, today } from "../days";
import { whole } from "../stats/whole";

const daysShown = 30;

/** The partner's stats of the last 30 days. */
export function useRecentStats(by: string) {
  const to = today(accountZone);
  const from = addDays(to, 1 - daysShown);
  return useResource(`stats:home:${by}:${from}`, () =>
    whole((part) => ask(api.GET("/api/stats", { params: { query: { from, to, by, ...part } } }))),
  );
}
