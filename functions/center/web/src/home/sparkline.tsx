import type { Stats } from "../api/rows";
import { eachDay } from "../days";
import { plural, shortDay } from "../format";

const width = 600;
const height = 64;
const gap = 3;

/** Hits per day as bars. It gives an impression; the numbers are on the stats page. */
export function Sparkline({ stats }: { stats: Stats }) {
  const hits = new Map((stats.rows ?? []).map((row) => [row.day, row.hits]));
  const days = eachDay(stats.from, stats.to);
  const most = Math.max(1, ...hits.values());
  const step = width / Math.max(1, days.length);
  return (
    <figure class="sparkline">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={summary(stats)}
      >
        {days.map((day, i) => {
          const n = hits.get(day) ?? 0;
          const tall = n ? Math.max(4, (n / most) * height) : 2;
          return (
            <rect
              key={day}
              class={n ? "" : "none"}
              x={i * step}
              y={height - tall}
              width={step - gap}
              height={tall}
              rx="1.5"
            >
              <title>{`${shortDay(day)}: ${plural(n, "hit")}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption aria-hidden="true">
        <span>{shortDay(stats.from)}</span>
        <span>Hits per day</span>
        <span>{shortDay(stats.to)}</span>
      </figcaption>
    </figure>
  );
}

function summary(stats: Stats): string {
  return `${plural(stats.totals.hits, "hit")} from ${shortDay(stats.from)} to ${shortDay(stats.to)}`;
}
