import { useEffect, useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { fieldProblem, type Problem } from "../api/problem";
import type { Link, Partner, Website } from "../api/rows";
import { Section } from "../frame/page";
import { useMe } from "../me";
import { Form } from "../parts/form";
import { Icon } from "../parts/icon";
import { optionOf, Picker } from "../parts/picker";
import { useSender } from "../parts/sender";
import { Failure } from "../parts/states";
import type { Choice, Lists } from "./choice";
import { LinkResult } from "./result";

interface Props {
  lists: Lists;
  choice: Choice;
  choose(changes: Partial<Choice>): void;
  createAd(): void;
  made(link: Link): void;
}

/** Generate Link: who drives the traffic, where to and with which ad, and the link for that. */
export function Generator({ lists, choice, choose, createAd, made }: Props) {
  const me = useMe();
  const partner = choice.partner || me.code;
  const [link, setLink] = useState<Link>();
  const sender = useSender();
  useOnlyWebsite(lists.websites.rows, choice, choose);

  async function generate() {
    const { website, ad } = choice;
    if (!website) return sender.refuse(fieldProblem("website", "choose a website"));
    const body = { website, partner, ...(ad && { ad }) };
    const link = await sender.send(() => ask(api.POST("/api/links", { body })));
    if (!link) return;
    setLink(link);
    made(link);
  }

  function change(changes: Partial<Choice>) {
    sender.forget();
    choose(changes);
  }

  const failed = [lists.websites, lists.partners, lists.ads].find((list) => list.problem && !list.rows);
  return (
    <Section id="generate" title="Generate Link">
      {failed?.problem && <Failure problem={failed.problem} retry={failed.reload} />}
      <Form
        sender={sender}
        fieldNames={["partner", "website", "ad"]}
        wide
        onSubmit={() => void generate()}
        submit={
          <>
            <Icon name="link" />
            {sender.busy ? "Generating…" : "Generate Link"}
          </>
        }
        actions={
          <button type="button" class="quiet push" onClick={createAd}>
            <Icon name="plus" />
            Create Ad
          </button>
        }
      >
        <Choices lists={lists} choice={choice} change={change} problem={sender.problem} />
      </Form>
      {link && isFor(link, { ...choice, partner }) && <LinkResult link={link} lists={lists} />}
    </Section>
  );
}

/** Chooses the website if there is only one. */
function useOnlyWebsite(websites: Website[] | undefined, choice: Choice, choose: Props["choose"]) {
  const only = websites?.length === 1 ? websites[0]!.code : "";
  useEffect(() => {
    if (only && !choice.website) choose({ website: only });
  }, [only, choice.website]);
}

function isFor(link: Link, { website, partner, ad }: Choice): boolean {
  return link.website === website && link.partner === partner && (link.ad ?? "") === ad;
}

interface ChoicesProps {
  lists: Lists;
  choice: Choice;
  change(changes: Partial<Choice>): void;
  problem: Problem | undefined;
}

function Choices({ lists: { websites, partners, ads }, choice, change, problem }: ChoicesProps) {
  const me = useMe();
  return (
    <div class="choices">
      <Picker
        label="Who is driving the traffic"
        value={choice.partner === me.code ? "" : choice.partner}
        onChange={(partner) => change({ partner })}
        none={`${me.name} (you)`}
        options={(partners.rows ?? []).filter(isActive).map(optionOf)}
        source={partners}
        error={problem?.about("partner")}
      />
      <Picker
        label="Where are you driving traffic to"
        value={choice.website}
        onChange={(website) => change({ website })}
        options={(websites.rows ?? []).map(optionOf)}
        source={websites}
        error={problem?.about("website")}
      />
      <Picker
        label="Which ad are you using"
        optional
        value={choice.ad}
        onChange={(ad) => change({ ad })}
        none="No ad"
        options={(ads.rows ?? []).map(optionOf)}
        source={ads}
        error={problem?.about("ad")}
      />
    </div>
  );
}

function isActive(partner: Partner): boolean {
  return partner.status === "active";
}
