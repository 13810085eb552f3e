import { useSender } from "../parts/sender";

/** A sender for the admin pages. After each change, everything that they show is read again. */
export function useAdminSender(takenField?: string) {
  return useSender({ refreshes: "admin:", takenField });
}

/** The fields of draft that differ from base: the ones a PATCH has to name. */
export function changedFields<T extends object>(base: T, draft: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const key of Object.keys(draft) as (keyof T)[]) {
    if (JSON.stringify(base[key]) !== JSON.stringify(draft[key])) changed[key] = draft[key];
  }
  return changed;
}

/** The header that makes a change conditional on the version it is based on. */
export function ifMatch(version: number) {
  return { "If-Match": `"${version}"` };
}
