import { useAds, usePartners, useWebsites } from "../api/lists";
import type { StatsRow } from "../api/rows";
import { day } from "../format";
import { useMe } from "../me";
import type { Key } from "./question";

/** Gives the codes in a report their names, as far as they are known. */
export function useNames() {
  const me = useMe();
  const lists = { website: useWebsites(), ad: useAds(), archived: useAds("archived"), partner: usePartners() };
  const ads = [...(lists.ad.rows ?? []), ...(lists.archived.rows ?? [])];

  function nameOf(key: Key, row: StatsRow): string {
    const code = row[key] ?? "";
    if (key === "day") return day(code);
    if (key === "website") return find(lists.website.rows, code) || "Unknown website";
    if (key === "partner") return code === me.code ? `${me.name} (you)` : find(lists.partner.rows, code);
    return code ? find(ads, code) : "No ad";
  }
  const partners = [{ code: me.code, name: `${me.name} (you)` }, ...(lists.partner.rows ?? [])];
  return { lists, ads, partners, nameOf };
}

function find(rows: { code: string; name: string }[] | undefined, code: string): string {
  return rows?.find((row) => row.code === code)?.name ?? code;
}
