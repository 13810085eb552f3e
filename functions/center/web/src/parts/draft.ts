import { useState } from "preact/hooks";

const prefix = "draft:";

/** What somebody is typing, kept in this tab until it is saved, so that signing in again or a reload loses nothing. */
export function useDraft<T extends object>(name: string, start: () => T): [T, (changes: Partial<T>) => void] {
  const [draft, setDraft] = useState<T>(() => ({ ...start(), ...kept<T>(name) }));
  function change(changes: Partial<T>) {
    const next = { ...draft, ...changes };
    setDraft(next);
    sessionStorage.setItem(prefix + name, JSON.stringify(next));
  }
  return [draft, change];
}

/** Tells whether something was typed and not saved. */
export function hasDraft(name: string): boolean {
  return sessionStorage.getItem(prefix + name) !== null;
}

/** Forgets what was typed, once it is saved. */
export function forgetDraft(name: string) {
  sessionStorage.removeItem(prefix + name);
}

function kept<T>(name: string): Partial<T> {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + name) ?? "{}") as Partial<T>;
  } catch {
    return {};
  }
}
