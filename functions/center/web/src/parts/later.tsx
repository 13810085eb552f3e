import type { ComponentType } from "preact";
import { Problem } from "../api/problem";
import { useResource } from "../api/resource";
import { Loaded } from "./loaded";

/** A page whose code is loaded when it is first opened. */
export function Later({ load, what }: { load: () => Promise<ComponentType>; what: string }) {
  const code = useResource(`code:${what}`, () => load().catch(notLoaded));
  return (
    <Loaded of={code} what={what}>
      {(Opened) => <Opened />}
    </Loaded>
  );
}

function notLoaded(): never {
  throw new Problem(0, "This page could not be loaded. Check your connection and try again.");
}
