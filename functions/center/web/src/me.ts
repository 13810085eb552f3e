import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Me } from "./api/rows";

/** Who is signed in. */
export const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in. Only components inside the frame may ask. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("nobody is signed in here");
  return me;
}
