import { useRef, useState } from "preact/hooks";
import { useAds, useLinks, usePartners, useWebsites } from "../api/lists";
import type { Ad } from "../api/rows";
import { Page } from "../frame/page";
import { hasDraft } from "../parts/draft";
import { AdDialog } from "./ad-dialog";
import { AdsSection } from "./ads";
import { useChoice } from "./choice";
import { Generator } from "./generator";
import { PartnersSection } from "./partners";
import { RecentLinks } from "./recent";
import { WebsitesSection } from "./websites";

/** Resources → Link Generator: a partner's websites, partners and ads, and the links for them. */
export function LinksPage() {
  const lists = { websites: useWebsites(), partners: usePartners(), ads: useAds(), links: useLinks() };
  const [choice, choose] = useChoice();
  const [editing, setEditing] = useState<Ad | "new" | undefined>(() =>
    hasDraft("ad:new") ? "new" : undefined,
  );
  const generator = useRef<HTMLDivElement>(null);

  function use(changes: Parameters<typeof choose>[0]) {
    choose(changes);
    generator.current?.scrollIntoView({ block: "start", behavior: "smooth" });
    generator.current?.querySelector<HTMLElement>("button.main")?.focus({ preventScroll: true });
  }

  function adSaved(ad: Ad, isNew: boolean) {
    setEditing(undefined);
    if (isNew) choose({ ad: ad.code });
    else if (ad.status === "archived" && choice.ad === ad.code) choose({ ad: "" });
  }

  return (
    <Page
      title="Link Generator"
      lead="Choose where you send people. You get a link that credits every visit to you."
    >
      <div ref={generator}>
        <Generator
          lists={lists}
          choice={choice}
          choose={choose}
          createAd={() => setEditing("new")}
          made={lists.links.reload}
        />
      </div>
      <RecentLinks links={lists.links} />
      <div class="columns">
        <WebsitesSection websites={lists.websites} use={(website) => use({ website })} />
        <PartnersSection partners={lists.partners} use={(partner) => use({ partner })} />
      </div>
      <AdsSection
        ads={lists.ads}
        create={() => setEditing("new")}
        edit={setEditing}
        use={(ad) => use({ ad })}
      />
      {editing && (
        <AdDialog
          ad={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={adSaved}
        />
      )}
    </Page>
  );
}
