import type { ComponentType } from "preact";
import { Problem } from "../api/problem";
import { useResource } from "../api/resource";
import { Failure, Loading } from "./states";

/** A page whose code is loaded when it is first opened. */
export function Later({ load, what }: { load: () => Promise<ComponentType>; what: string }) {
  const code = useResource(`code:${what}`, () => load().catch(notLoaded));
  if (code.data) return <code.data />;
  return code.problem ? <Failure problem={code.problem} retry={code.reload} /> : <Loading what={what} />;
}

function notLoaded(): never {
  throw new Problem(0, "This page could not be loaded. Check your connection and try again.");
}
