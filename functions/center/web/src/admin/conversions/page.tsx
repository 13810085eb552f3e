import { api, ask } from "../../api/client";
import { usePages } from "../../api/pages";
import { addDays, isDay, today } from "../../days";
import { moment, money } from "../../format";
import { Page } from "../../frame/page";
import { Field } from "../../parts/field";
import { List } from "../../parts/list";
import { setQuery, usePlace } from "../../router";
import type { Conversion } from "../rows";
import { RuleSection } from "./rule";

/** What merchants reported, day by day, and the rule by which it is credited. */
export function ConversionsPage() {
  const asked = usePlace().query.get("day") ?? "";
  const day = isDay(asked) ? asked : today();
  const conversions = usePages(`admin:conversions:${day}`, (cursor) =>
    ask(
      api.GET("/api/admin/conversions", { params: { query: { day, limit: 50, ...(cursor && { cursor }) } } }),
    ),
  );
  return (
    <Page
      title="Conversions"
      lead="Leads, sales, subscriptions and refunds that merchants reported. Days are UTC."
    >
      <section class="card" aria-label="Conversions">
        <div class="search">
          <Field label="Received on">
            {(control) => (
              <input
                {...control}
                type="date"
                value={day}
                onChange={(e) => e.currentTarget.value && setQuery({ day: e.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <List
          pages={conversions}
          what="conversions"
          empty={{
            title: "Nothing was reported on this day",
            advice: (
              <button type="button" onClick={() => setQuery({ day: addDays(day, -1) })}>
                The day before
              </button>
            ),
          }}
          keyOf={(conversion) => conversion.id}
          row={(conversion) => <ConversionRow conversion={conversion} />}
        />
      </section>
      <RuleSection />
    </Page>
  );
}

/** "Sale of $49.90". */
export function titleOf({ type, amount, currency }: Conversion): string {
  const name = type[0]!.toUpperCase() + type.slice(1);
  return amount ? `${name} of ${money(amount, currency)}` : name;
}

function ConversionRow({ conversion }: { conversion: Conversion }) {
  const { credited } = conversion;
  return (
    <a class="row link-row" href={`/admin/conversions/${encodeURIComponent(conversion.id)}`}>
      <span class="row-text">
        <span class="row-title">
          {titleOf(conversion)} <span class="code">{conversion.externalId}</span>
        </span>
        <span class="small">
          {moment(conversion.receivedAt)}
          {conversion.waiting && " · its sale is not reported yet"}
        </span>
      </span>
      <span class="small">{credited?.partner ? `credits ${credited.partner}` : "credits nobody"}</span>
    </a>
  );
}
