import { api, ask } from "../../api/client";
import { pageSize, usePages } from "../../api/pages";
import { Controls } from "../../conversions/controls";
import { DownloadConversions } from "../../conversions/download";
import { useNarrowed, type Narrowed } from "../../conversions/query";
import { useConversions } from "../../conversions/search";
import { titleOf } from "../../conversions/title";
import { accountZone } from "../../config";
import { moment, money } from "../../format";
import { Page } from "../../frame/page";
import { List } from "../../parts/list";
import { Picker, type Option } from "../../parts/picker";
import { LinkRow } from "../link-row";
import { PartnerPicker } from "../partner-picker";
import type { Conversion } from "../rows";
import { WebsitePicker } from "../website-picker";
import { RuleSection } from "./rule";

const path = "/api/admin/conversions";
const filterNames = ["q", "type", "partner", "website", "merchant", "credited", "refunded"] as const;

/** What merchants reported, searched, and the rule that decides who is credited. */
export function ConversionsPage() {
  const narrowed = useNarrowed(filterNames);
  return (
    <Page
      title="Conversions"
      lead={`What merchants reported, by when it happened. Days and times are ${accountZone}.`}
      actions={<DownloadConversions path={path} narrowed={narrowed} />}
    >
      <section class="card" aria-label="Conversions">
        <Controls narrowed={narrowed} searchHint="Order number, id, click id or customer">
          <Filters narrowed={narrowed} />
        </Controls>
        {!narrowed.periodError && <Found narrowed={narrowed} />}
      </section>
      <RuleSection />
    </Page>
  );
}

type FiltersProps = { narrowed: Narrowed<(typeof filterNames)[number]> };

const credits: Option[] = [
  { value: "true", label: "A partner" },
  { value: "false", label: "Nobody" },
];
const refunds: Option[] = [
  { value: "true", label: "Refunded, at least in part" },
  { value: "false", label: "Not refunded" },
];

function Filters({ narrowed: { filters, change } }: FiltersProps) {
  const merchants = useMerchants();
  return (
    <>
      <PartnerPicker
        label="Partner"
        none="All"
        value={filters.partner}
        onChange={(partner) => change({ partner })}
      />
      <WebsitePicker
        label="Website"
        none="All"
        value={filters.website}
        onChange={(website) => change({ website })}
      />
      {merchants.length > 1 && (
        <Picker
          label="Merchant"
          none="All"
          options={merchants}
          value={filters.merchant}
          onChange={(merchant) => change({ merchant })}
        />
      )}
      <Picker
        label="Credits"
        none="Anybody or nobody"
        options={credits}
        value={filters.credited}
        onChange={(credited) => change({ credited })}
      />
      <Picker
        label="Refunds"
        none="With and without"
        options={refunds}
        value={filters.refunded}
        onChange={(refunded) => change({ refunded })}
      />
    </>
  );
}

/** The merchants that have keys. */
function useMerchants(): Option[] {
  const keys = usePages("admin:keys", (cursor) =>
    ask(api.GET("/api/admin/keys", { params: { query: { limit: pageSize, ...(cursor && { cursor }) } } })),
  );
  const codes = new Set((keys.rows ?? []).map((key) => key.merchant));
  return [...codes].sort().map((code) => ({ value: code, label: code }));
}

function Found({ narrowed }: FiltersProps) {
  const { query } = narrowed;
  const conversions = useConversions(`admin:conversions:${JSON.stringify(query)}`, (cursor) =>
    ask(api.GET(path, { params: { query: { ...query, limit: 50, ...(cursor && { cursor }) } } })),
  );
  return (
    <List
      pages={conversions}
      what="conversions"
      empty={{ title: "Nothing was found", advice: <p>Choose other days, or fewer filters.</p> }}
      keyOf={(conversion) => conversion.id}
      row={(conversion) => <ConversionRow conversion={conversion} />}
    />
  );
}

function ConversionRow({ conversion }: { conversion: Conversion }) {
  const { id, type, externalId, occurredAt, waiting, credited, refunded, currency } = conversion;
  const notes = [
    moment(occurredAt),
    refunded > 0 && `${money(refunded, currency)} refunded`,
    waiting && "its sale has not been reported yet",
  ];
  return (
    <LinkRow
      href={`/admin/conversions/${encodeURIComponent(id)}`}
      title={titleOf(conversion)}
      code={externalId}
      note={notes.filter(Boolean).join(" · ")}
    >
      <span class="small">
        {type === "refund" ? "takes from" : "credits"} {credited?.partner || "nobody"}
      </span>
    </LinkRow>
  );
}
