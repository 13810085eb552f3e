import { useLinks } from "../api/lists";
import type { Link, StatsRow } from "../api/rows";
import { plural } from "../format";
import { Section } from "../frame/page";
import { Address } from "../parts/address";
import { CopyButton } from "../parts/copy";
import { Loaded } from "../parts/loaded";
import { Empty } from "../parts/states";
import { useRecentStats } from "./stats";

const linksShown = 3;

/** The links with the most hits in the last 30 days. */
export function MostUsed() {
  const stats = useRecentStats("website,ad,partner");
  const links = useLinks();
  return (
    <Section id="most-used" title="Most used links">
      <Loaded of={stats} what="your links">
        {({ rows }) => <Used rows={mostUsed(rows ?? [])} links={links.rows ?? []} />}
      </Loaded>
    </Section>
  );
}

function mostUsed(rows: StatsRow[]): StatsRow[] {
  return rows
    .filter((row) => row.hits > 0)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, linksShown);
}

function Used({ rows, links }: { rows: StatsRow[]; links: Link[] }) {
  if (rows.length === 0) return <NoHits />;
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li key={`${row.website}/${row.partner}/${row.ad}`}>
          <UsedLink row={row} link={links.find((link) => isFor(link, row))} />
        </li>
      ))}
    </ul>
  );
}

function NoHits() {
  return (
    <Empty title="No hits yet">
      <p>Get a link and share it. The first visits appear here within a minute.</p>
      <a class="button" href="/links">
        Get a link
      </a>
    </Empty>
  );
}

function isFor(link: Link, row: StatsRow): boolean {
  return link.website === row.website && link.partner === row.partner && (link.ad ?? "") === (row.ad ?? "");
}

// A link that was put together by hand has hits, too. For such a link the page offers to make it.
function UsedLink({ row, link }: { row: StatsRow; link: Link | undefined }) {
  const { website = "", partner = "", ad = "", hits, uniques } = row;
  const parts = [website, partner, ad].filter(Boolean).join(" / ");
  const names = [row.websiteName, row.adName].filter(Boolean).join(" · ");
  return (
    <div class="row">
      <div class="row-text">
        <span class="row-title url">{link ? <Address url={link.url} /> : parts}</span>
        <span class="small">
          {names && `${names} · `}
          {plural(hits, "hit")} · {plural(uniques, "unique")}
        </span>
      </div>
      {link ? (
        <CopyButton text={link.url} what={`link ${parts}`} />
      ) : (
        <a
          class="button"
          href={`/links?${new URLSearchParams({ website, partner, ad })}`}
          aria-label={`Get link ${parts}`}
        >
          Get link
        </a>
      )}
    </div>
  );
}
