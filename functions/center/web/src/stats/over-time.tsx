import type { Stats } from "../api/rows";
import { Chart } from "./chart";
import { measures, shown, type Measure } from "./measures";

interface Props {
  /** Stats by day. */
  stats: Stats;
  measure: Measure;
  choose(measure: Measure): void;
}

/** The totals, each a button that shows its measure in the chart below. */
export function OverTime({ stats, measure, choose }: Props) {
  return (
    <>
      <div class="measures" role="group" aria-label="Show over time">
        {measures.map(({ id, name, explains }) => (
          <button
            type="button"
            key={id}
            aria-pressed={id === measure}
            title={explains}
            onClick={() => choose(id)}
          >
            <span>{name}</span>
            <b>{shown(stats.totals, id)}</b>
          </button>
        ))}
      </div>
      <Chart stats={stats} measure={measure} />
    </>
  );
}
