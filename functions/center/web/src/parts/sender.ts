import { useRef, useState } from "preact/hooks";
import { takenBeside, type Problem } from "../api/problem";
import { refresh, toProblem } from "../api/resource";
import { announce } from "./announce";
import { focusFirstError } from "./focus";

/** Sends the requests of a form or a button, and knows what was wrong with the last one. */
export interface Sender {
  busy: boolean;
  problem: Problem | undefined;
  form: { current: HTMLFormElement | null };
  /** Sends a request, then announces done. Returns undefined if it failed. */
  send<T>(request: () => Promise<T>, done?: string): Promise<T | undefined>;
  /** Shows a problem, and puts the focus on the field that it is about. */
  refuse(problem: Problem | undefined): void;
  forget(): void;
}

interface Options {
  /** The field that a conflict is about if the API names none: its value exists already. */
  takenField?: string;
  /** After a success, everything whose key starts like this is read again. */
  refreshes?: string;
}

export function useSender({ takenField, refreshes }: Options = {}): Sender {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);

  function refuse(problem: Problem | undefined) {
    setProblem(takenField ? takenBeside(problem, takenField) : problem);
    focusFirstError(form.current);
  }

  async function send<T>(request: () => Promise<T>, done?: string): Promise<T | undefined> {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await request();
      if (done) announce(done);
      if (refreshes) refresh(refreshes);
      return answer;
    } catch (error) {
      refuse(toProblem(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, form, send, refuse, forget: () => setProblem(undefined) };
}
