import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Stats } from "../api/rows";
import { accountZone } from "../config";
import { Page } from "../frame/page";
import { Loaded } from "../parts/loaded";
import "../styles/stats.css";
import { PeriodControls } from "./controls";
import { Cut } from "./cut";
import { DownloadCSV } from "./download";
import { FilterChips, FilterControls } from "./filters";
import { currenciesOf } from "./measures";
import { OverTime } from "./over-time";
import { dimensionsOf, unitFor } from "./points";
import { useQuestion, type Question } from "./question";
import { useReport } from "./report";
import { Results } from "./results";
import type { StatsSource } from "./source";

/** Stats: period and filters, totals, a chart, the table, and whatever else the page adds. */
export function StatsView({ source, children }: { source: StatsSource; children?: ComponentChildren }) {
  const [question, change] = useQuestion();
  const codes = source.useCodes();
  const time = dimensionsOf[unitFor(question.period, question.by)];
  const report = useReport(source, question, question.by);
  const same = question.by.join() === time.join();
  const overTime = useReport(source, same ? undefined : question, time);
  const charted = same ? report : overTime;
  const { timeZone = accountZone, timeZoneNote } = report.data?.stats ?? {};
  return (
    <Page
      title={source.title}
      lead={`${source.lead} Days and hours are those of ${timeZone}.`}
      actions={<DownloadCSV path={source.path} question={question} />}
    >
      <section class="card controls" aria-label="What to show">
        <PeriodControls question={question} change={change} zoneError={report.problem?.about("tz") ?? ""} />
        <FilterControls question={question} change={change} codes={codes} problem={report.problem} />
        <FilterChips question={question} change={change} codes={codes} />
        {timeZoneNote && <p class="hint">{timeZoneNote}</p>}
      </section>
      <section class="card over-time" aria-label="Over time" aria-busy={charted.loading}>
        <Loaded of={charted} what="the chart" rows={4}>
          {({ stats, before }) => (
            <OverTime
              stats={stats}
              before={before}
              measure={question.show}
              currency={currencyOf(stats, question)}
              change={change}
            />
          )}
        </Loaded>
      </section>
      <ResultsSection busy={report.loading}>
        <Cut question={question} change={change} />
        <Loaded of={report} what="the stats" rows={5}>
          {(data) => (
            <Results
              source={source}
              report={data}
              question={question}
              currency={currencyOf(data.stats, question)}
              change={change}
            />
          )}
        </Loaded>
      </ResultsSection>
      {children}
    </Page>
  );
}

/** The results. They get the focus when a row is followed, which then is no longer there. */
function ResultsSection({ busy, children }: { busy: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLElement>(null);
  const follow = ({ target }: Event) =>
    target instanceof Element &&
    target.closest("[data-narrows]") &&
    element.current!.focus({ preventScroll: true });
  return (
    <section class="card" aria-label="Results" aria-busy={busy} ref={element} tabIndex={-1} onClick={follow}>
      {children}
    </section>
  );
}

/** The currency that revenue is shown in where there is room for one only. */
function currencyOf({ totals }: Stats, { currency }: Question): string {
  const currencies = currenciesOf(totals);
  return currencies.includes(currency) ? currency : currencies[0]!;
}
