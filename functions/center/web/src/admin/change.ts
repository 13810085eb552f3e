import { useRef, useState } from "preact/hooks";
import { takenBeside, type Problem } from "../api/problem";
import { refresh, toProblem } from "../api/resource";
import { announce } from "../parts/announce";
import { focusFirstError } from "../parts/focus";

/** Sends changes: whether one is on its way, and what was wrong with the last. */
export interface Sender {
  busy: boolean;
  problem: Problem | undefined;
  form: { current: HTMLFormElement | null };
  /** Sends, says done and tells every list of admins to read again. Returns undefined when it failed. */
  send<T>(request: () => Promise<T>, done: string): Promise<T | undefined>;
  forget(): void;
}

/** With takenField, a conflict without fields is shown beside that one: what is created has a name that exists. */
export function useSender(takenField?: string): Sender {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);

  async function send<T>(request: () => Promise<T>, done: string): Promise<T | undefined> {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await request();
      announce(done);
      refresh("admin:");
      return answer;
    } catch (error) {
      const problem = toProblem(error);
      setProblem(takenField ? takenBeside(problem, takenField) : problem);
      focusFirstError(form.current);
      return undefined;
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, form, send, forget: () => setProblem(undefined) };
}

/** The fields of draft that are not as in base: what a PATCH has to name. */
export function changedFields<T extends object>(base: T, draft: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const key of Object.keys(draft) as (keyof T)[]) {
    if (JSON.stringify(base[key]) !== JSON.stringify(draft[key])) changed[key] = draft[key];
  }
  return changed;
}

/** A version as If-Match has it. */
export function ifMatch(version: number) {
  return { "If-Match": `"${version}"` };
}
