import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { SignedOut } from "../session/session";
import { Problem } from "./problem";

/** Something read from the API: what is known of it, and whether reading is under way or failed. */
export interface Resource<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload(): void;
  /** Stores what the page knows already, such as the answer to a change. */
  set(data: T): void;
}

// Opening a page again shows what was read before, and then brings it up to date.
const known = new Map<string, unknown>();

/** Forgets everything that was read. Call when somebody else may sign in. */
export function forgetAll() {
  known.clear();
}

const readers = new Set<{ key: string; reload(): void }>();

/** Makes everything on the page whose key starts with prefix read again. */
export function refresh(prefix: string) {
  for (const reader of readers) if (reader.key.startsWith(prefix)) reader.reload();
}

interface State<T> {
  key: string;
  data?: T;
  problem?: Problem;
  loading: boolean;
}

/** Reads what key identifies, and again whenever key changes; meanwhile data stays what it was. */
export function useResource<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const before = () => known.get(key) as T | undefined;
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State<T>>(() => ({ key, data: before(), loading: true }));
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    const stop = new AbortController();
    setState((s) => ({ key, data: before() ?? s.data, loading: true }));
    latest.current(stop.signal).then(
      (data) => {
        known.set(key, data);
        if (!stop.signal.aborted) setState({ key, data, loading: false });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
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
  const loading = state.loading || state.key !== key;
  return { data: state.data, problem: state.problem, loading, reload, set };
}

/**
 * The problem to show for whatever was thrown. None if the session has ended: the page says that
 * elsewhere.
 */
export function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof SignedOut) return undefined;
  console.info(error);
  return new Problem(0, "Something went wrong. Try again.");
}
