import { api, ask } from "../../api/client";
import { usePages } from "../../api/pages";
import { addDays, isDay, today } from "../../days";
import { capitalized, moment, money } from "../../format";
import { Page } from "../../frame/page";
import { DateField } from "../../parts/date-field";
import { List } from "../../parts/list";
import { setQuery, usePlace } from "../../router";
import { LinkRow } from "../link-row";
import type { Conversion } from "../rows";
import { RuleSection } from "./rule";

/** What merchants reported, one day at a time, and the rule that decides who is credited. */
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
          <DateField label="Received on" value={day} onChange={(day) => setQuery({ day })} />
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
  return amount ? `${capitalized(type)} of ${money(amount, currency)}` : capitalized(type);
}

function ConversionRow({ conversion }: { conversion: Conversion }) {
  const { id, externalId, receivedAt, waiting, credited } = conversion;
  return (
    <LinkRow
      href={`/admin/conversions/${encodeURIComponent(id)}`}
      title={titleOf(conversion)}
      code={externalId}
      note={`${moment(receivedAt)}${waiting ? " · its sale has not been reported yet" : ""}`}
    >
      <span class="small">{credited?.partner ? `credits ${credited.partner}` : "credits nobody"}</span>
    </LinkRow>
  );
}
