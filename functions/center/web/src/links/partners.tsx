import type { Pages } from "../api/pages";
import type { Partner } from "../api/rows";
import { dayOf } from "../format";
import { Section } from "../frame/page";
import { List } from "../parts/list";

/** My Referral Partners: the people whom the partner recruited. */
export function PartnersSection({ partners, use }: { partners: Pages<Partner>; use(code: string): void }) {
  return (
    <Section
      id="partners"
      title="My Referral Partners"
      lead="People you recruited. You can make links that credit them."
    >
      <List
        pages={partners}
        what="partners"
        first={8}
        empty={{
          title: "Nobody yet",
          advice: <p>When somebody joins through you, you can make links for them here.</p>,
        }}
        keyOf={(partner) => partner.code}
        row={(partner) => (
          <div class="row">
            <div class="row-text">
              <span class="row-title">
                {partner.name} <span class="code">{partner.code}</span>
              </span>
              <span class="small">
                {partner.status === "active" ? `Joined ${dayOf(partner.joined)}` : "Not active"}
              </span>
            </div>
            {partner.status === "active" && (
              <button type="button" aria-label={`Use ${partner.name}`} onClick={() => use(partner.code)}>
                Use
              </button>
            )}
          </div>
        )}
      />
    </Section>
  );
}
