import type { ComponentChildren } from "preact";
import { useResource } from "../api/resource";
import type { Stats } from "../api/rows";
import { moment } from "../format";
import { Page } from "../frame/page";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import { Loaded } from "../parts/loaded";
import { Empty } from "../parts/states";
import { usePlace } from "../router";
import { Controls, GroupingControl } from "./controls";
import { DownloadCSV } from "./download";
import { measures, type Measure } from "./measures";
import { OverTime } from "./over-time";
import { apiQuery, useQuestion, type Question } from "./question";
import type { Names, StatsSource } from "./source";
import { StatsTable } from "./table";

function useStats(source: StatsSource, question: Question, by?: string) {
  const query = apiQuery(question, by);
  return useResource<Stats | undefined>(`stats:${source.path}:${JSON.stringify(query)}`, async () =>
    question.periodError ? undefined : source.read(query),
  );
}

/** Stats: period and filters, totals, a chart, the table, and whatever else the page adds. */
export function StatsView({ source, children }: { source: StatsSource; children?: ComponentChildren }) {
  const [question, change] = useQuestion();
  const measure = useMeasure();
  const names = source.useNames();
  const stats = useStats(source, question);
  const byDay = useStats(source, question, "day");
  return (
    <Page
      title={source.title}
      lead={source.lead}
      actions={<DownloadCSV path={source.path} question={question} />}
    >
      <section class="card controls" aria-label="What to show">
        <Controls question={question} change={change} names={names} />
      </section>
      <section class="card over-time" aria-label="Over time" aria-busy={byDay.loading}>
        <Loaded of={byDay} what="the chart" rows={4}>
          {(data) => <OverTime stats={data} measure={measure} choose={(show) => change({ show })} />}
        </Loaded>
      </section>
      <section class="card" aria-label="Results" aria-busy={stats.loading}>
        <GroupingControl question={question} change={change} />
        <Loaded of={stats} what="the stats" rows={5}>
          {(data) => <Results stats={data} question={question} names={names} change={change} />}
        </Loaded>
      </section>
      {children}
    </Page>
  );
}

/** The measure that the chart shows. The page's URL keeps it. */
function useMeasure(): Measure {
  const asked = usePlace().query.get("show");
  return measures.find(({ id }) => id === asked)?.id ?? "hits";
}

interface ResultsProps {
  stats: Stats;
  question: Question;
  names: Names;
  change(parameters: Record<string, string>): void;
}

function Results({ stats, question, names, change }: ResultsProps) {
  const sort = usePlace().query.get("sort") ?? "";
  const counted = stats.rows ?? [];
  const rows = [...counted, ...names.idle(question, counted)];
  return (
    <>
      {counted.length === 0 && <NoResults />}
      {rows.length > 0 && (
        <>
          <StatsTable
            rows={rows}
            totals={stats.totals}
            grouping={question.grouping}
            sort={sort}
            onSort={(sort) => change({ sort })}
            nameOf={names.nameOf}
          />
          <p class="small as-of">
            <Icon name="clock" />
            As of {moment(stats.asOf)}
          </p>
        </>
      )}
    </>
  );
}

function NoResults() {
  const { partner } = useMe();
  return (
    <Empty title="Nothing in this period">
      <p>Share a link, or choose a longer period.</p>
      {partner && (
        <a class="button" href="/links">
          Get a link
        </a>
      )}
    </Empty>
  );
}
