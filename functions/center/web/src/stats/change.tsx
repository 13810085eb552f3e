import { change } from "./compare";
import { shown, valueOf, type Counts, type Measure } from "./measures";

interface Props {
  counts: Counts;
  was: Counts;
  measure: Measure;
  currency: string;
}

/** What a number was, and how it has changed since. Nothing if it was and is zero. */
export function Change({ counts, was, measure, currency }: Props) {
  const [now, then] = [counts, was].map((c) => valueOf(c, measure, currency)) as [number, number];
  if (now === 0 && then === 0) return null;
  const { sign, words } = change(now, then);
  return (
    <span class="change">
      <span class="hidden">, {words}, from </span>
      <span>{shown(was, measure, currency)}</span>{" "}
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
    </span>
  );
}
