import { capitalized } from "../format";

/** A status in a word, such as "Active". */
export function Status({ of }: { of: string }) {
  return <span class={`status ${of}`}>{capitalized(of)}</span>;
}
