import type { Stats } from "../api/rows";
import { Section } from "../frame/page";
import { Loaded } from "../parts/loaded";
import { currenciesOf, shown, type Measure } from "../stats/measures";
import { Sparkline } from "./sparkline";
import { useRecentStats } from "./stats";

/** The last 30 days in five numbers and a sparkline. */
export function Glance() {
  const stats = useRecentStats("day");
  return (
    <Section
      id="glance"
      title="Last 30 days"
      lead={stats.data && `Days are those of ${stats.data.timeZone}.`}
      actions={
        <a class="more-link" href="/stats">
          Full stats
        </a>
      }
    >
      <Loaded of={stats} what="your numbers" rows={2}>
        {(data) => (
          <>
            <Numbers stats={data} />
            <Sparkline stats={data} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

const figures: [Measure, string][] = [
  ["hits", "Hits"],
  ["uniques", "Uniques"],
  ["leads", "Leads"],
  ["sales", "Sales"],
  ["revenue", "Revenue"],
];

/** The totals. Revenue in several currencies is not added up: each has a line. */
function Numbers({ stats: { totals } }: { stats: Stats }) {
  return (
    <dl class="figures">
      {figures.map(([measure, name]) => (
        <div key={measure}>
          <dt>{name}</dt>
          {(measure === "revenue" ? currenciesOf(totals) : [totals.currency]).map((currency) => (
            <dd key={currency}>{shown(totals, measure, currency)}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
