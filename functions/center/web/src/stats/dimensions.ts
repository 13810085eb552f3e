/** What stats are broken down by. */
export type Dimension = Filter | Time;
/** What stats are filtered by. */
export type Filter =
  "website" | "ad" | "partner" | "mediaType" | "country" | "device" | "browser" | "referrer";
export type Time = "month" | "day" | "weekday" | "hour";

interface About {
  name: string;
  /** What a value that is empty stands for. */
  none?: string;
  /** What one value of it is broken down by next. */
  next: Dimension;
}

/** All dimensions, in the order in which they are offered. */
export const dimensions: Record<Dimension, About> = {
  website: { name: "Website", none: "Unknown website", next: "ad" },
  ad: { name: "Ad", none: "No ad", next: "website" },
  partner: { name: "Partner", none: "Nobody credited", next: "website" },
  mediaType: { name: "Media type", none: "No ad", next: "ad" },
  month: { name: "Month", next: "day" },
  day: { name: "Day", next: "hour" },
  weekday: { name: "Weekday", next: "hour" },
  hour: { name: "Hour", next: "weekday" },
  country: { name: "Country", none: "Unknown country", next: "website" },
  device: { name: "Device", none: "Unknown device", next: "browser" },
  browser: { name: "Browser", none: "Unknown browser", next: "device" },
  referrer: { name: "Referrer", none: "No referrer", next: "website" },
};

const times: readonly Dimension[] = ["month", "day", "weekday", "hour"];

export const allDimensions = Object.keys(dimensions) as Dimension[];

/** What stats can be filtered by, in the order in which it is offered. */
export const allFilters = allDimensions.filter((d): d is Filter => !isTime(d));

/** Whether the values of a dimension are times, and so have an order of their own. */
export function isTime(dimension: Dimension): dimension is Time {
  return times.includes(dimension);
}

export function isDimension(text: string): text is Dimension {
  return Object.hasOwn(dimensions, text);
}
