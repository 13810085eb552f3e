import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { askBlob } from "../api/client";
import { toProblem, useResource } from "../api/resource";
import type { Stats } from "../api/rows";
import { moment } from "../format";
import { Page } from "../frame/page";
import { announce } from "../parts/announce";
import { Icon } from "../parts/icon";
import { saveFile } from "../parts/save";
import { Empty, Failure, Loading } from "../parts/states";
import { usePlace } from "../router";
import { Chart } from "./chart";
import { Controls, GroupingControl } from "./controls";
import { measures, shown, type Measure } from "./measures";
import { apiQuery, useQuestion, type Question } from "./question";
import type { StatsSource } from "./source";
import { StatsTable } from "./table";

function useStats(source: StatsSource, question: Question, by?: string) {
  const query = apiQuery(question, by);
  return useResource<Stats | undefined>(`stats:${source.path}:${JSON.stringify(query)}`, async () =>
    question.periodError ? undefined : source.read(query),
  );
}

/** Stats: the period and filters, the totals, a chart, the table, and whatever else the page adds. */
export function StatsView({ source, children }: { source: StatsSource; children?: ComponentChildren }) {
  const [question, change] = useQuestion();
  const { query } = usePlace();
  const names = source.useNames();
  const stats = useStats(source, question);
  const counted = stats.data?.rows ?? [];
  const rows = stats.data ? [...counted, ...names.idle(question, counted)] : [];
  return (
    <Page
      title={source.title}
      lead={source.lead}
      actions={<DownloadCSV path={source.path} question={question} />}
    >
      <section class="card controls" aria-label="What to show">
        <Controls question={question} ask={change} names={names} />
      </section>
      <OverTime
        source={source}
        question={question}
        measure={measureIn(query)}
        choose={(measure) => change({ show: measure })}
      />
      <section class="card" aria-label="Results" aria-busy={stats.loading}>
        <GroupingControl question={question} ask={change} />
        {stats.problem && <Failure problem={stats.problem} retry={stats.reload} />}
        {!stats.data && stats.loading && <Loading rows={5} what="the stats" />}
        {stats.data && !stats.data.rows?.length && <NoResults />}
        {stats.data && rows.length > 0 && (
          <>
            <StatsTable
              rows={rows}
              totals={stats.data.totals}
              grouping={question.grouping}
              sort={query.get("sort") ?? ""}
              onSort={(sort) => change({ sort })}
              nameOf={names.nameOf}
            />
            <p class="small as-of">
              <Icon name="clock" />
              As of {moment(stats.data.asOf)}
            </p>
          </>
        )}
      </section>
      {children}
    </Page>
  );
}

function NoResults() {
  return (
    <Empty title="Nothing in this period">
      <p>Share a link, or choose a longer period.</p>
      <a class="button" href="/links">
        Get a link
      </a>
    </Empty>
  );
}

function measureIn(query: URLSearchParams): Measure {
  return measures.find((m) => m.id === query.get("show"))?.id ?? "hits";
}

interface OverTimeProps {
  source: StatsSource;
  question: Question;
  measure: Measure;
  choose(measure: Measure): void;
}

/** The totals, each of which is a button that draws itself over time. */
function OverTime({ source, question, measure, choose }: OverTimeProps) {
  const stats = useStats(source, question, "day");
  return (
    <section class="card over-time" aria-label="Over time" aria-busy={stats.loading}>
      {stats.problem && <Failure problem={stats.problem} retry={stats.reload} />}
      {!stats.data && stats.loading && <Loading rows={4} what="the chart" />}
      {stats.data && (
        <>
          <div class="measures" role="group" aria-label="Show over time">
            {measures.map((m) => (
              <button
                type="button"
                key={m.id}
                aria-pressed={m.id === measure}
                title={m.explains}
                onClick={() => choose(m.id)}
              >
                <span>{m.name}</span>
                <b>{shown(stats.data!.totals, m.id)}</b>
              </button>
            ))}
          </div>
          <Chart stats={stats.data} measure={measure} />
        </>
      )}
    </section>
  );
}

function DownloadCSV({ path, question }: { path: string; question: Question }) {
  const [busy, setBusy] = useState(false);
  async function download() {
    setBusy(true);
    try {
      const query = new URLSearchParams(apiQuery(question));
      const { from, to } = question.period;
      saveFile(await askBlob(`${path}?${query}`, "text/csv"), `link-tracking-stats-${from}-${to}.csv`);
      announce("Stats saved as CSV");
    } catch (error) {
      announce(toProblem(error)?.message ?? "");
    }
    setBusy(false);
  }
  return (
    <button type="button" disabled={busy || question.periodError !== ""} onClick={() => void download()}>
      <Icon name="download" />
      CSV
    </button>
  );
}
