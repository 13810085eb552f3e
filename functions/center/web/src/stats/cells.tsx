import type { StatsRow, Totals } from "../api/rows";
import { day, plural } from "../format";
import { mediaTypeName } from "../links/media-types";
import { Icon } from "../parts/icon";
import { changed } from "../router";
import { Change } from "./change";
import { isTime, type Dimension } from "./dimensions";
import { narrowing } from "./links";
import { currenciesOf, nothing, shown, valueOf, type Counts, type Measure } from "./measures";
import type { Question } from "./question";
import type { StatsSource } from "./source";
import { nameBeside, nameOf } from "./values";

interface KeyProps {
  dimension: Dimension;
  row: StatsRow;
  first: boolean;
  question: Question;
  source: StatsSource;
}

/** A value of a dimension. It leads to the stats of that value alone, and to the thing itself. */
export function KeyCell({ dimension, row, first, question, source }: KeyProps) {
  const content = <KeyContent dimension={dimension} row={row} question={question} source={source} />;
  return first ? <th scope="row">{content}</th> : <td class="key">{content}</td>;
}

function KeyContent({ dimension, row, question, source }: Omit<KeyProps, "first">) {
  const value = row[dimension] ?? "";
  if (dimension === "website" && !value && row.ad) return <span class="zero">–</span>;
  const name = nameOf(dimension, row);
  const changes = narrowing(dimension, row, question);
  const page = value && !isTime(dimension) ? source.pageOf(dimension, value) : undefined;
  return (
    <>
      {changes ? (
        <a class="narrow" href={changed(changes)} data-narrows>
          {name}
        </a>
      ) : (
        <span>{name}</span>
      )}
      {page && (
        <>
          {" "}
          <a class="away" href={page} aria-label={`Open ${name}`} title={`Open ${name}`}>
            <Icon name="away" />
          </a>
        </>
      )}
      <Note dimension={dimension} row={row} />
    </>
  );
}

/** The code beside a name, what an ad is, and whether it brought hits before it began. */
function Note({ dimension, row }: Pick<KeyProps, "dimension" | "row">) {
  const code = nameBeside(dimension, row) && row[dimension];
  if (dimension !== "ad") return code ? <span class="note">{code}</span> : null;
  const { description, earlyHits = 0 } = row;
  return (
    <>
      <span class="note">{[code, ...factsOf(row)].filter(Boolean).join(" · ")}</span>
      {description && <span class="note">{description}</span>}
      {earlyHits > 0 && (
        <span class="note early">
          <Icon name="alert" />
          {plural(earlyHits, "hit")} before its start date
        </span>
      )}
    </>
  );
}

function factsOf({ mediaType, startDate, adStatus }: StatsRow) {
  return [
    mediaType && mediaTypeName(mediaType as Parameters<typeof mediaTypeName>[0]),
    startDate && `from ${day(startDate)}`,
    adStatus === "archived" && "archived",
  ];
}

interface NumberProps {
  counts: Counts;
  /** What it is compared with: "none" where nothing was counted; undefined if it is not. */
  was: StatsRow | Totals | "none" | undefined;
  measure: Measure;
}

/** A number, and how it has changed. Each currency has a line of its own. */
export function NumberCell({ counts, was, measure }: NumberProps) {
  const currencies = measure === "revenue" ? currenciesIn(counts, was) : [counts.currency];
  const before = was === "none" ? { ...nothing, currency: counts.currency } : was;
  return (
    <td class={valueOf(counts, measure) || currencies.length > 1 ? "number" : "number zero"}>
      {currencies.map((currency) => (
        <div key={currency}>
          {shown(counts, measure, currency)}
          {before && <Change counts={counts} was={before} measure={measure} currency={currency} />}
        </div>
      ))}
    </td>
  );
}

function currenciesIn(counts: Counts, was: NumberProps["was"]): string[] {
  const before = was && was !== "none" ? currenciesOf(was) : [];
  return [...new Set([...currenciesOf(counts), ...before])];
}
