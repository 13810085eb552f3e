import type { Stats } from "../api/rows";
import { today } from "../days";
import { Change } from "./change";
import { Chart } from "./chart";
import { currenciesOf, measures, shown, type Measure } from "./measures";
import type { Changes } from "./question";

interface Props {
  /** Stats by a time only. */
  stats: Stats;
  /** Those of the period to compare with. */
  before: Stats | undefined;
  measure: Measure;
  /** The currency of revenue in the chart. */
  currency: string;
  change(changes: Changes): void;
}

/** The totals, each a button that shows its measure in the chart below. */
export function OverTime({ stats, before, measure, currency, change }: Props) {
  const currencies = currenciesOf(stats.totals);
  return (
    <>
      <div class="measures" role="group" aria-label="Show over time">
        {measures.map(({ id, name, explains }) => (
          <button
            type="button"
            key={id}
            aria-pressed={id === measure}
            title={explains}
            onClick={() => change({ show: id })}
          >
            <span>{name}</span>
            {(id === "revenue" ? currencies : [currency]).map((c) => (
              <Total key={c} stats={stats} before={before} measure={id} currency={c} />
            ))}
          </button>
        ))}
      </div>
      {measure === "revenue" && currencies.length > 1 && (
        <CurrencyChoice currencies={currencies} currency={currency} change={change} />
      )}
      {before && isOpen(stats) && (
        <p class="small">Today is not over yet, so the newer numbers will still grow.</p>
      )}
      <Chart stats={stats} before={before} measure={measure} currency={currency} />
    </>
  );
}

function Total({ stats, before, measure, currency }: Omit<Props, "change">) {
  return (
    <span class="total">
      <b>{shown(stats.totals, measure, currency)}</b>
      {before && <Change counts={stats.totals} was={before.totals} measure={measure} currency={currency} />}
    </span>
  );
}

/** Whether the period of the stats goes on after they were read. */
function isOpen({ to, asOf, timeZone }: Stats): boolean {
  return to >= today(timeZone, new Date(asOf));
}

type ChoiceProps = { currencies: string[] } & Pick<Props, "currency" | "change">;

function CurrencyChoice({ currencies, currency, change }: ChoiceProps) {
  return (
    <fieldset class="segments currencies">
      <legend class="hidden">Revenue in</legend>
      {currencies.map((c) => (
        <label key={c}>
          <input
            type="radio"
            name="currency"
            checked={c === currency}
            onChange={() => change({ currency: c })}
          />
          <span>{c}</span>
        </label>
      ))}
    </fieldset>
  );
}
