import type { Stats } from "../api/rows";
import type { PickerProps } from "../parts/picker";
import { mediaTypes } from "../links/media-types";
import type { Filter } from "./dimensions";
import type { apiQuery } from "./question";
import { allCountries, browsers, devices, textOf } from "./values";

/** The choices that a filter offers. */
export type Choices = Pick<PickerProps, "options" | "source" | "search">;

/** What depends on whose codes these are: their names, and the choices of the filters. */
export interface Codes {
  /** The name of a code that is filtered by, or the code itself. */
  nameOf(filter: Filter, code: string): string;
  /** undefined for what can only be filtered by in the table. */
  choicesOf(filter: Filter): Choices | undefined;
}

/** Where stats come from: one partner's own, or everybody's. */
export interface StatsSource {
  title: string;
  lead: string;
  path: "/api/stats" | "/api/admin/stats";
  /** Reads the whole report. */
  read(query: ReturnType<typeof apiQuery>): Promise<Stats>;
  useCodes(): Codes;
  /** Where the thing that a code stands for is found in the Partner Center, if it is. */
  pageOf(filter: Filter, code: string): string | undefined;
}

/** The choices of a filter whose values are always the same; none for what can only be typed. */
export function fixedChoices(filter: Filter): Choices | undefined {
  const values = { mediaType: mediaTypes.map(({ id }) => id as string), device: devices, browser: browsers };
  if (filter === "country") return { options: allCountries() };
  if (!Object.hasOwn(values, filter)) return undefined;
  const options = values[filter as keyof typeof values];
  return { options: options.map((value) => ({ value, label: textOf(filter, value) })) };
}
