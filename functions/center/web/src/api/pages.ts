import { useState } from "preact/hooks";
import type { Problem } from "./problem";
import { toProblem, useResource } from "./resource";

/** One page of a list, as the API sends it. */
export interface Page<Row> {
  items: Row[] | null;
  next?: string;
}

/** A list that is read page by page. */
export interface Pages<Row> {
  rows: Row[] | undefined;
  problem: Problem | undefined;
  loading: boolean;
  /** Whether there are rows that have not been read yet. */
  more: boolean;
  readMore(): void;
  reload(): void;
}

/** How many rows are read at once: the most that the API allows. */
export const pageSize = 100;

/** Reads the first page of the list that key identifies, and further ones when asked. */
export function usePages<Row>(
  key: string,
  load: (cursor: string | undefined) => Promise<Page<Row>>,
): Pages<Row> {
  const first = useResource(key, () => load(undefined));
  const [reading, setReading] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function readMore() {
    const sofar = first.data;
    if (!sofar?.next || reading || first.loading) return;
    setReading(true);
    setProblem(undefined);
    try {
      const page = await load(sofar.next);
      first.set({ items: [...(sofar.items ?? []), ...(page.items ?? [])], next: page.next });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setReading(false);
  }

  return {
    rows: first.data ? (first.data.items ?? []) : undefined,
    problem: first.problem ?? problem,
    loading: first.loading || reading,
    more: Boolean(first.data?.next),
    readMore: () => void readMore(),
    reload: first.reload,
  };
}
