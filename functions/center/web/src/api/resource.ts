import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { SignedOut } from "../session/session";
import { Problem } from "./problem";

/** Something that the API has: what is known of it, whether news are on their way, and why they did not come. */
export interface Resource<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload(): void;
  /** Puts in place what the page knows already, such as the answer to a change. */
  set(data: T): void;
}

// What was read before is shown at once when a page is opened again, and then brought up to date.
const known = new Map<string, unknown>();

/** Forgets everything that was read, for when somebody else signs in. */
export function forgetAll() {
  known.clear();
}

/** Makes every reader of a key that starts with prefix read again. */
export function refresh(prefix: string) {
  for (const reader of readers) if (reader.key.startsWith(prefix)) reader.reload();
}

const readers = new Set<{ key: string; reload(): void }>();

/** Reads what key names, and again when key changes. While it changes, data is what was there before. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ key: string; data?: T; problem?: Problem; loading: boolean }>(() => ({
    key,
    data: known.get(key) as T | undefined,
    loading: true,
  }));
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    const stop = new AbortController();
    setState((s) => ({ key, data: (known.get(key) as T | undefined) ?? s.data, loading: true }));
    latest.current(stop.signal).then(
      (data) => {
        known.set(key, data);
        if (!stop.signal.aborted) setState({ key, data, loading: false });
      },
      (error: unknown) => {
        if (!stop.signal.aborted)
          setState((s) => ({ key, data: s.data, problem: toProblem(error), loading: false }));
      },
    );
    return () => stop.abort();
  }, [key, turn]);

  useEffect(() => {
    const reader = { key, reload };
    readers.add(reader);
    return () => void readers.delete(reader);
  }, [key]);

  const set = useCallback(
    (data: T) => {
      known.set(key, data);
      setState({ key, data, loading: false });
    },
    [key],
  );
  return {
    data: state.data,
    problem: state.problem,
    loading: state.loading || state.key !== key,
    reload,
    set,
  };
}

/** A problem for people out of whatever was thrown; undefined when the session is over, which the page says elsewhere. */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof SignedOut) return undefined;
  console.info(error);
  return new Problem(0, "Something went wrong. Try again.");
}
