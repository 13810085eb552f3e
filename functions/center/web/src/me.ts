import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Me } from "./api/rows";

/** Who is signed in. */
export const MeContext = createContext<Me | undefined>(undefined);

/**
 * Whether who is signed in is a partner. An admin need not be one, and is then told from one by having nothing but a name to sign in with;
 * the routes for partners answer to it with 403.
 */
export function isPartner(me: Me): boolean {
  return !me.admin || me.email !== "" || me.name !== me.code;
}

/** Who is signed in; only below the signed-in frame. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("nobody is signed in here");
  return me;
}
