import { useState } from "preact/hooks";
import type { Problem } from "./problem";
import { toProblem, useResource } from "./resource";

/** One page of a list, as every list of the API is answered. */
export interface Page<Row> {
  items: Row[] | null;
  next?: string;
}

/** A list that is read page by page. */
export interface Pages<Row> {
  rows: Row[] | undefined;
  problem: Problem | undefined;
  loading: boolean;
  /** Whether there is more than was read. */
  more: boolean;
  readMore(): void;
  reload(): void;
}

/** How many rows are asked for at once; the API's limit. */
export const pageSize = 100;

/** Reads the first page of what key names, and further ones when asked. */
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
