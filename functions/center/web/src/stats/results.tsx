import { Empty } from "../parts/states";
import { moment, plural } from "../format";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import { Bars } from "./bars";
import { linesOf } from "./compare";
import type { Dimension } from "./dimensions";
import type { Changes, Question } from "./question";
import type { Report } from "./report";
import { TableSearch } from "./search";
import { found } from "./sort";
import type { StatsSource } from "./source";
import { StatsTable } from "./table";

interface Props {
  source: StatsSource;
  report: Report;
  question: Question;
  currency: string;
  change(changes: Changes, replace?: boolean): void;
}

/** A table with so many rows can be searched. */
const manyRows = 12;

/** A breakdown as bars and as a table. */
export function Results({ source, report, question, currency, change }: Props) {
  const { stats, before } = report;
  const by = stats.by as Dimension[];
  const lines = linesOf(stats, before);
  const shown = found(lines, question.search, by);
  const counted = lines.some(({ row, was }) => was || row.hits || row.bots || row.leads || row.sales);
  return (
    <>
      {!counted && <NoResults />}
      {counted && <Bars lines={shown} by={by} measure={question.show} currency={currency} />}
      {(lines.length > manyRows || question.search) && (
        <TableSearch search={question.search} change={change} />
      )}
      {question.search && (
        <p class="small" role="status">
          {plural(shown.length, "row")} of {lines.length}. The total is that of all rows.
        </p>
      )}
      {lines.length > 0 && (
        <StatsTable
          source={source}
          question={question}
          by={by}
          lines={shown}
          report={report}
          currency={currency}
          change={change}
        />
      )}
      {stats.noIdleAds && (
        <p class="small">Ads without hits are not listed here. Choose a partner to see all of theirs.</p>
      )}
      <p class="small as-of">
        <Icon name="clock" />
        As of {moment(stats.asOf, stats.timeZone)}. Time zone: {stats.timeZone}
      </p>
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
