import { useState } from "preact/hooks";
import { useAds } from "../api/lists";
import type { Pages } from "../api/pages";
import type { Ad } from "../api/rows";
import { day } from "../format";
import { Section } from "../frame/page";
import { Icon } from "../parts/icon";
import { List } from "../parts/list";
import { mediaTypeName } from "./media-types";

interface Props {
  ads: Pages<Ad>;
  create(): void;
  edit(ad: Ad): void;
  use(code: string): void;
}

/** My Ads: the placements that have their own stats. */
export function AdsSection({ ads, create, edit, use }: Props) {
  const [archived, setArchived] = useState(false);
  return (
    <Section
      id="ads"
      title="My Ads"
      lead="Name each place where you promote, and see its results separately."
      actions={
        <button type="button" onClick={create}>
          <Icon name="plus" />
          Create Ad
        </button>
      }
    >
      <List
        pages={ads}
        what="ads"
        first={8}
        empty={{
          title: "No ads yet",
          advice: (
            <p>Create one for a newsletter, a blog post or a banner, and its hits are counted separately.</p>
          ),
        }}
        keyOf={(ad) => ad.code}
        row={(ad) => <AdRow ad={ad} edit={edit} use={use} />}
      />
      <button
        type="button"
        class="quiet more"
        aria-expanded={archived}
        onClick={() => setArchived(!archived)}
      >
        {archived ? "Hide archived ads" : "Show archived ads"}
      </button>
      {archived && <ArchivedAds edit={edit} />}
    </Section>
  );
}

function ArchivedAds({ edit }: { edit(ad: Ad): void }) {
  const ads = useAds("archived");
  return (
    <List
      pages={ads}
      what="archived ads"
      empty={{ title: "No archived ads" }}
      keyOf={(ad) => ad.code}
      row={(ad) => <AdRow ad={ad} edit={edit} />}
    />
  );
}

function AdRow({ ad, edit, use }: { ad: Ad; edit(ad: Ad): void; use?(code: string): void }) {
  return (
    <div class="row">
      <div class="row-text">
        <span class="row-title">
          {ad.name} <span class="code">{ad.code}</span>
        </span>
        <span class="small">
          {mediaTypeName(ad.mediaType)} · from {day(ad.startDate)}
          {ad.description && ` · ${ad.description}`}
        </span>
      </div>
      <div class="row-actions">
        <button type="button" class="quiet" aria-label={`Edit ${ad.name}`} onClick={() => edit(ad)}>
          Edit
        </button>
        {use && (
          <button type="button" aria-label={`Use ${ad.name}`} onClick={() => use(ad.code)}>
            Use
          </button>
        )}
      </div>
    </div>
  );
}
