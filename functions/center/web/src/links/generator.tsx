import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask } from "../api/client";
import type { Pages } from "../api/pages";
import type { Problem } from "../api/problem";
import { toProblem } from "../api/resource";
import type { Ad, Link, Partner, Website } from "../api/rows";
import { Section } from "../frame/page";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import { Picker } from "../parts/picker";
import { Failure } from "../parts/states";
import type { Choice } from "./choice";
import { LinkResult } from "./result";

interface Props {
  lists: { websites: Pages<Website>; partners: Pages<Partner>; ads: Pages<Ad> };
  choice: Choice;
  choose(changes: Partial<Choice>): void;
  createAd(): void;
  made(link: Link): void;
}

/** Generate Link: who drives the traffic, where to, with which ad, and the link that comes of it. */
export function Generator({ lists, choice, choose, createAd, made }: Props) {
  const me = useMe();
  const partner = choice.partner || me.code;
  const [link, setLink] = useState<Link>();
  const [problem, setProblem] = useState<Problem>();
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  // With one website there is nothing to choose.
  const only = lists.websites.rows?.length === 1 ? lists.websites.rows[0] : undefined;
  useEffect(() => {
    if (only && !choice.website) choose({ website: only.code });
  }, [only?.code, choice.website]);

  async function generate(event: Event) {
    event.preventDefault();
    setMissing(!choice.website);
    if (!choice.website)
      return form.current?.querySelector<HTMLElement>("[data-where] select, [data-where] input")?.focus();
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { website: choice.website, partner, ...(choice.ad && { ad: choice.ad }) };
      const link = await ask(api.POST("/api/links", { body }));
      setLink(link);
      made(link);
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  const current =
    link && link.website === choice.website && link.partner === partner && (link.ad ?? "") === choice.ad;
  const failedList = [lists.websites, lists.partners, lists.ads].find((list) => list.problem && !list.rows);

  return (
    <Section id="generate" title="Generate Link">
      {failedList?.problem && <Failure problem={failedList.problem} retry={failedList.reload} />}
      <form ref={form} onSubmit={(event) => void generate(event)} noValidate>
        <div class="choices">
          <Picker
            label="Who is driving the traffic"
            value={choice.partner === me.code ? "" : choice.partner}
            onChange={(value) => choose({ partner: value })}
            none={`${me.name} (you)`}
            options={(lists.partners.rows ?? []).filter(isActive).map(named)}
            source={lists.partners}
            error={problem?.about("partner")}
          />
          <div data-where>
            <Picker
              label="Where are you driving traffic to"
              value={choice.website}
              onChange={(value) => (setMissing(false), choose({ website: value }))}
              options={(lists.websites.rows ?? []).map(named)}
              source={lists.websites}
              error={missing && !choice.website ? "Choose a website." : problem?.about("website")}
            />
          </div>
          <Picker
            label="Which ad are you using"
            optional
            value={choice.ad}
            onChange={(value) => choose({ ad: value })}
            none="No ad"
            options={(lists.ads.rows ?? []).map(named)}
            source={lists.ads}
            error={problem?.about("ad")}
          />
        </div>
        <div class="actions spread">
          <button type="submit" class="main" disabled={busy}>
            <Icon name="link" />
            {busy ? "Generating…" : "Generate Link"}
          </button>
          <button type="button" class="quiet" onClick={createAd}>
            <Icon name="plus" />
            Create Ad
          </button>
        </div>
      </form>
      {problem && <Failure problem={problem} />}
      {current && <LinkResult link={link} lists={lists} />}
    </Section>
  );
}

function isActive(partner: Partner): boolean {
  return partner.status === "active";
}

function named(row: { code: string; name: string }) {
  return { value: row.code, label: `${row.name} (${row.code})` };
}
