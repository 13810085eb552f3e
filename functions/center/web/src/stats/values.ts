import type { StatsRow } from "../api/rows";
import { capitalized, day, month } from "../format";
import { mediaTypeName } from "../links/media-types";
import { dimensions, type Dimension } from "./dimensions";

const regions = new Intl.DisplayNames(undefined, { type: "region" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", timeZone: "UTC" });

/** The names of browsers that are not just their codes with a capital. */
const browserNames: Record<string, string> = {
  samsung: "Samsung Internet",
  tiktok: "TikTok",
  facebook: "Facebook app",
  instagram: "Instagram app",
  pinterest: "Pinterest app",
  other: "Other browser",
};

/** The browsers and devices that the API tells apart. */
export const browsers = [
  "chrome",
  "safari",
  "firefox",
  "edge",
  "samsung",
  "opera",
  "facebook",
  "instagram",
  "tiktok",
  "pinterest",
  "other",
];
export const devices = ["desktop", "mobile", "tablet", "other"];

/** What people call a value of a dimension. For codes, that is the code: names come with rows. */
export function textOf(dimension: Dimension, value: string): string {
  if (!value) return dimensions[dimension].none ?? "";
  switch (dimension) {
    case "mediaType":
      return mediaTypeName(value as Parameters<typeof mediaTypeName>[0]);
    case "month":
      return month(value);
    case "day":
      return day(value);
    case "weekday":
      return weekday.format(new Date(`2024-01-0${value}`)); // 2024 began on a Monday
    case "hour":
      return `${value}:00`;
    case "country":
      return countryName(value);
    case "device":
      return value === "other" ? "Other device" : capitalized(value);
    case "browser":
      return browserNames[value] ?? capitalized(value);
    case "referrer":
      return value === "other" ? "Other pages" : value;
  }
  return value;
}

function countryName(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code; // such as T1, which is Tor
  }
}

// Codes that have a name but are not countries, and those of countries that are no more.
const notCountries = new Set(
  "AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH NQ NT PC PU PZ QO RH SU TA TP UN VD WK XA XB YD YU ZR ZZ".split(
    " ",
  ),
);

let countries: { value: string; label: string }[] | undefined;

/** All countries, as codes and names, sorted by name. */
export function allCountries() {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return (countries ??= letters
    .flatMap((first) => letters.map((second) => first + second))
    .map((value) => ({ value, label: countryName(value) }))
    .filter(({ value, label }) => label !== value && !notCountries.has(value))
    .sort((a, b) => a.label.localeCompare(b.label)));
}

/** The name that a row has for its value of a dimension. */
export function nameOf(dimension: Dimension, row: StatsRow): string {
  const value = row[dimension] ?? "";
  return nameBeside(dimension, row) || textOf(dimension, value);
}

/** The name that the API has put beside a code, if it knows one. */
export function nameBeside(dimension: Dimension, row: StatsRow): string | undefined {
  if (dimension === "website") return row.websiteName;
  if (dimension === "ad") return row.adName;
  if (dimension === "partner") return row.partnerName;
  return undefined;
}
