import { api, ask } from "../api/client";
import { useLinks } from "../api/lists";
import { useResource } from "../api/resource";
import type { Link, Stats, StatsRow } from "../api/rows";
import { addDays, today } from "../days";
import { count, money, plural } from "../format";
import { Page, Section } from "../frame/page";
import { useMe } from "../me";
import { Address } from "../parts/address";
import { CopyButton } from "../parts/copy";
import { Icon } from "../parts/icon";
import { Empty, Failure, Loading } from "../parts/states";
import { Sparkline } from "./sparkline";

const daysShown = 30;
const linksShown = 3;

function useStats(by: string) {
  const to = today();
  const from = addDays(to, 1 - daysShown);
  return useResource(`stats:home:${by}:${from}`, () =>
    ask(api.GET("/api/stats", { params: { query: { from, to, by } } })),
  );
}

/** Who you are, the last 30 days at a glance, and the links that are used most. */
export function HomePage() {
  const me = useMe();
  return (
    <Page
      title={`Hello, ${me.name}`}
      lead={
        <>
          Your partner code is <span class="code">{me.code}</span>
        </>
      }
      actions={
        <a class="button main" href="/links">
          <Icon name="link" />
          Get a link
        </a>
      }
    >
      <Glance />
      <MostUsed />
    </Page>
  );
}

function Glance() {
  const stats = useStats("day");
  return (
    <Section
      id="glance"
      title="Last 30 days"
      actions={
        <a class="more-link" href="/stats">
          Full stats
        </a>
      }
    >
      {stats.problem && <Failure problem={stats.problem} retry={stats.reload} />}
      {!stats.data && !stats.problem && <Loading rows={2} what="your numbers" />}
      {stats.data && <Numbers stats={stats.data} />}
    </Section>
  );
}

function Numbers({ stats }: { stats: Stats }) {
  const { totals } = stats;
  const figures = [
    ["Hits", count(totals.hits)],
    ["Uniques", count(totals.uniques)],
    ["Leads", count(totals.leads)],
    ["Sales", count(totals.sales)],
    ["Revenue", money(totals.revenue, totals.currency)],
  ];
  return (
    <>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Sparkline stats={stats} />
    </>
  );
}

function MostUsed() {
  const stats = useStats("website,ad,partner");
  const links = useLinks();
  const rows = [...(stats.data?.rows ?? [])]
    .sort((a, b) => b.hits - a.hits)
    .filter((r) => r.hits > 0)
    .slice(0, linksShown);
  return (
    <Section id="most-used" title="Most used links">
      {stats.problem && <Failure problem={stats.problem} retry={stats.reload} />}
      {!stats.data && !stats.problem && <Loading what="your links" />}
      {stats.data && rows.length === 0 && (
        <Empty title="No hits yet">
          <p>Get a link, share it, and the first visits appear here within a minute.</p>
          <a class="button" href="/links">
            Get a link
          </a>
        </Empty>
      )}
      {rows.length > 0 && (
        <ul class="rows">
          {rows.map((row) => (
            <li key={`${row.website}/${row.partner}/${row.ad}`}>
              <UsedLink row={row} link={links.rows?.find((l) => isFor(l, row))} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function isFor(link: Link, row: StatsRow): boolean {
  return link.website === row.website && link.partner === row.partner && (link.ad ?? "") === (row.ad ?? "");
}

// A visit can come over a link that nobody generated here, put together by hand; the generator then has it at hand.
function UsedLink({ row, link }: { row: StatsRow; link: Link | undefined }) {
  const parts = [row.website, row.partner, row.ad].filter(Boolean).join(" / ");
  const choice = new URLSearchParams({
    website: row.website ?? "",
    partner: row.partner ?? "",
    ad: row.ad ?? "",
  });
  return (
    <div class="row">
      <div class="row-text">
        <span class="row-title url">{link ? <Address url={link.url} /> : parts}</span>
        <span class="small">
          {plural(row.hits, "hit")} · {plural(row.uniques, "unique")}
        </span>
      </div>
      {link ? (
        <CopyButton text={link.url} what={`link ${parts}`} />
      ) : (
        <a class="button" href={`/links?${choice}`} aria-label={`Get link ${parts}`}>
          Get link
        </a>
      )}
    </div>
  );
}
