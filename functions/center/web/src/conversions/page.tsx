import { api, ask } from "../api/client";
import { useAds, usePartners, useWebsites } from "../api/lists";
import type { OwnConversion } from "../api/rows";
import { accountZone } from "../config";
import { moment } from "../format";
import { Page } from "../frame/page";
import { useMe } from "../me";
import { List } from "../parts/list";
import { optionOf, Picker } from "../parts/picker";
import { Controls } from "./controls";
import { DownloadConversions } from "./download";
import { useNarrowed, type Narrowed } from "./query";
import { useConversions } from "./search";
import { titleOf } from "./title";

const path = "/api/conversions/mine";
const filterNames = ["q", "type", "website", "ad", "partner"] as const;

/** The conversions of a partner and its children, one by one. */
export function ConversionsPage() {
  const narrowed = useNarrowed(filterNames);
  return (
    <Page
      title="Conversions"
      lead={`What came through your links, and refunds. Days and times are ${accountZone}.`}
      actions={<DownloadConversions path={path} narrowed={narrowed} />}
    >
      <section class="card" aria-label="Conversions">
        <Controls narrowed={narrowed} searchHint="Order number, id or click id">
          <Filters narrowed={narrowed} />
        </Controls>
        {!narrowed.periodError && <Found narrowed={narrowed} />}
      </section>
    </Page>
  );
}

type FiltersProps = { narrowed: Narrowed<(typeof filterNames)[number]> };

function Filters({ narrowed: { filters, change } }: FiltersProps) {
  const websites = useWebsites();
  const ads = useAds();
  const partners = usePartners();
  const me = useMe();
  const family = [me, ...(partners.rows ?? [])];
  return (
    <>
      <Picker
        label="Website"
        none="All"
        options={(websites.rows ?? []).map(optionOf)}
        source={websites}
        value={filters.website}
        onChange={(website) => change({ website })}
      />
      <Picker
        label="Ad"
        none="All"
        options={(ads.rows ?? []).map(optionOf)}
        source={ads}
        value={filters.ad}
        onChange={(ad) => change({ ad })}
      />
      {family.length > 1 && (
        <Picker
          label="Partner"
          none="You and your partners"
          options={family.map(optionOf)}
          source={partners}
          value={filters.partner}
          onChange={(partner) => change({ partner })}
        />
      )}
    </>
  );
}

function Found({ narrowed }: FiltersProps) {
  const { query } = narrowed;
  const conversions = useConversions(`conversions:${JSON.stringify(query)}`, (cursor) =>
    ask(api.GET(path, { params: { query: { ...query, limit: 50, ...(cursor && { cursor }) } } })),
  );
  return (
    <List
      pages={conversions}
      what="conversions"
      empty={{
        title: "Nothing was found",
        advice: <p>Merchants report what happens after a visit. Choose other days, or fewer filters.</p>,
      }}
      keyOf={(conversion) => conversion.id}
      row={(conversion) => <ConversionRow conversion={conversion} />}
    />
  );
}

const statuses: Record<OwnConversion["status"], string> = {
  credited: "Credited",
  "partly-refunded": "Partly refunded",
  refunded: "Refunded",
  "moved-away": "Moved away",
  withdrawn: "Withdrawn",
  "taken-back": "Taken back",
};

function ConversionRow({ conversion }: { conversion: OwnConversion }) {
  const { externalId, occurredAt, partner, partnerName, status, why } = conversion;
  const where = [
    conversion.websiteName || conversion.website,
    conversion.adName || conversion.ad,
    `${partnerName || partner} (${partner})`,
  ];
  return (
    <div class="row conversion">
      <span class="row-text">
        <span class="row-title">
          {titleOf(conversion)} <span class="code">{externalId}</span>
        </span>
        <span class="small">
          <time dateTime={occurredAt}>{moment(occurredAt)}</time> · {where.filter(Boolean).join(" · ")}
        </span>
        <span class="small">{why}</span>
      </span>
      <span class={status === "credited" ? "status active" : "status"}>{statuses[status]}</span>
    </div>
  );
}
