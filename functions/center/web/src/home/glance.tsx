import type { Stats } from "../api/rows";
import { count, money } from "../format";
import { Section } from "../frame/page";
import { Loaded } from "../parts/loaded";
import { Sparkline } from "./sparkline";
import { useRecentStats } from "./stats";

/** The last 30 days in five numbers and a sparkline. */
export function Glance() {
  const stats = useRecentStats("day");
  return (
    <Section
      id="glance"
      title="Last 30 days"
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

function Numbers({ stats: { totals } }: { stats: Stats }) {
  const figures = [
    ["Hits", count(totals.hits)],
    ["Uniques", count(totals.uniques)],
    ["Leads", count(totals.leads)],
    ["Sales", count(totals.sales)],
    ["Revenue", money(totals.revenue, totals.currency)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
