import { useState } from "preact/hooks";
import type { Problem } from "../../api/problem";
import { refresh, toProblem } from "../../api/resource";
import { announce } from "../../parts/announce";
import type { ImportResult } from "../rows";
import { upload, type Kind } from "./files";

/** Where an import is: a file is chosen, then checked, and then imported. */
export type State =
  | { step: "choose" }
  | { step: "checking" }
  | { step: "checked"; result: ImportResult }
  | { step: "importing"; total: number; done: number }
  | { step: "done"; result: ImportResult };

/** Takes an import from step to step. */
export function useImport() {
  const [state, setState] = useState<State>({ step: "choose" });
  const [problem, setProblem] = useState<Problem>();

  function reset(problem?: Problem) {
    setState({ step: "choose" });
    setProblem(problem);
  }

  async function check(kind: Kind, file: Blob) {
    setProblem(undefined);
    setState({ step: "checking" });
    try {
      setState({ step: "checked", result: await upload(kind, file, true) });
      announce("The file was checked");
    } catch (error) {
      reset(toProblem(error));
    }
  }

  async function start(kind: Kind, file: Blob, total: number) {
    setProblem(undefined);
    setState({ step: "importing", total, done: 0 });
    try {
      const result = await upload(kind, file, false, ({ total, pending }) =>
        setState({ step: "importing", total, done: total - pending }),
      );
      setState({ step: "done", result });
      refresh("admin:");
      announce("The import is done");
    } catch (error) {
      reset(toProblem(error));
    }
  }

  return { state, problem, reset: () => reset(), check, start };
}
