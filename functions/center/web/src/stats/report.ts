import { useResource } from "../api/resource";
import type { Stats } from "../api/rows";
import type { Dimension } from "./dimensions";
import { apiQuery, questionBefore, type Question } from "./question";
import type { StatsSource } from "./source";

/** The answer to a question, and that for the period that it compares with. */
export interface Report {
  /** What the API was asked. */
  query: ReturnType<typeof apiQuery>;
  stats: Stats;
  before: Stats | undefined;
}

/** Reads a question's report by dimensions; nothing without a question, or if it can't be asked. */
export function useReport(source: StatsSource, question: Question | undefined, by: readonly Dimension[]) {
  const query = question && !question.periodError ? apiQuery(question, by) : undefined;
  const earlier = query && questionBefore(question!);
  const queryBefore = earlier && apiQuery(earlier, by);
  const key = `stats:${source.path}:${JSON.stringify([query, queryBefore])}`;
  return useResource<Report | undefined>(key, async () => {
    if (!query) return undefined;
    const [stats, before] = await Promise.all([source.read(query), queryBefore && source.read(queryBefore)]);
    return { query, stats, before };
  });
}
