import { useState } from "preact/hooks";
import type { Problem } from "../api/problem";

/** A form that is being filled in, and what was wrong with it when it was last sent. */
export interface Editing<Draft> {
  draft: Draft;
  change(changes: Partial<Draft>): void;
  problem: Problem | undefined;
}

const prefix = "draft:";

/** A draft that this tab keeps until it is saved, so that a reload or a sign-in loses nothing. */
export function useDraft<T extends object>(name: string, start: () => T): [T, (changes: Partial<T>) => void] {
  const [draft, setDraft] = useState<T>(() => ({ ...start(), ...kept<T>(name) }));
  function change(changes: Partial<T>) {
    const next = { ...draft, ...changes };
    setDraft(next);
    sessionStorage.setItem(prefix + name, JSON.stringify(next));
  }
  return [draft, change];
}

/** Whether something was typed and not saved. */
export function hasDraft(name: string): boolean {
  return sessionStorage.getItem(prefix + name) !== null;
}

/** Forgets a draft, once it is saved or given up. */
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
