import type { Pages } from "../api/pages";
import type { Website } from "../api/rows";
import { Section } from "../frame/page";
import { Address } from "../parts/address";
import { Icon } from "../parts/icon";
import { List } from "../parts/list";

/** My Sales Websites: what the partner may promote. */
export function WebsitesSection({ websites, use }: { websites: Pages<Website>; use(code: string): void }) {
  return (
    <Section id="websites" title="My Sales Websites" lead="Where you can send people.">
      <List
        pages={websites}
        what="websites"
        first={8}
        empty={{
          title: "No websites yet",
          advice: (
            <p>
              The company decides which websites are open to you. Ask your contact there about its programs.
            </p>
          ),
        }}
        keyOf={(website) => website.code}
        row={(website) => (
          <div class="row">
            <div class="row-text">
              <span class="row-title">
                {website.name} <span class="code">{website.code}</span>
              </span>
              <a class="small away url" href={website.url} target="_blank" rel="noopener noreferrer">
                <Address url={website.url} />
                <Icon name="away" />
                <span class="hidden"> (opens in a new tab)</span>
              </a>
            </div>
            <button type="button" aria-label={`Use ${website.name}`} onClick={() => use(website.code)}>
              Use
            </button>
          </div>
        )}
      />
    </Section>
  );
}
