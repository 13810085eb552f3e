import { useState } from "preact/hooks";
import type { Pages } from "../api/pages";
import type { Link } from "../api/rows";
import { moment } from "../format";
import { Section } from "../frame/page";
import { useMe } from "../me";
import { Address } from "../parts/address";
import { CopyButton } from "../parts/copy";
import { List } from "../parts/list";
import { VisitsDialog } from "./visits";

const shownFirst = 5;

/** The links made so far, newest first, with a button that copies each. */
export function RecentLinks({ links }: { links: Pages<Link> }) {
  const newest = links.rows && [...links.rows].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return (
    <Section id="recent" title="Recent links">
      <List
        pages={{ ...links, rows: newest }}
        what="links"
        first={shownFirst}
        empty={{ title: "No links yet", advice: <p>Choose a website above and generate your first one.</p> }}
        keyOf={(link) => `${link.url} ${link.createdBy}`}
        row={(link) => <RecentLink link={link} />}
      />
    </Section>
  );
}

function RecentLink({ link }: { link: Link }) {
  const me = useMe();
  const [asked, setAsked] = useState(false);
  const parts = [link.website, link.partner, link.ad].filter(Boolean).join(" / ");
  return (
    <div class="row">
      <div class="row-text">
        <span class="row-title url">
          <Address url={link.url} />
        </span>
        <span class="small">
          {moment(link.createdAt)}
          {link.partner !== me.code && ` · credits ${link.partner}`}
          {link.createdBy !== me.code && ` · made by ${link.createdBy}`}
        </span>
      </div>
      <button
        type="button"
        class="quiet"
        aria-label={`Visits of link ${parts}`}
        onClick={() => setAsked(true)}
      >
        Visits
      </button>
      <CopyButton text={link.url} what={`link ${parts}`} />
      {asked && <VisitsDialog link={link} onClose={() => setAsked(false)} />}
    </div>
  );
}
