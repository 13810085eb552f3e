import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { sentence } from "../../api/problem";
import { Section } from "../../frame/page";
import { Address } from "../../parts/address";
import { Form } from "../../parts/form";
import { useSender } from "../../parts/sender";
import { TextField } from "../../parts/text-field";
import { Facts } from "../facts";
import type { LinkCheck } from "../rows";

interface Props {
  /** The website whose links are checked. If there is none, it is a field of the form. */
  website?: string;
}

/** Says what a visit to a link would do, and why, without counting one. */
export function CheckTool({ website = "" }: Props) {
  const [draft, setDraft] = useState({ website, partner: "", ad: "" });
  const [check, setCheck] = useState<LinkCheck>();
  const sender = useSender();
  const form = {
    draft,
    change: (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes }),
    problem: sender.problem,
  };

  async function submit() {
    setCheck(undefined);
    const { website, partner, ad } = draft;
    const query = { website, ...(partner && { partner }), ...(ad && { ad }) };
    setCheck(await sender.send(() => ask(api.GET("/api/admin/links/check", { params: { query } }))));
  }

  return (
    <Section id="check" title="Check a link" lead="What a visit would do right now. Nothing is counted.">
      <Form
        sender={sender}
        fieldNames={["website", "partner", "ad"]}
        wide
        onSubmit={() => void submit()}
        submit="Check"
        main={false}
      >
        <div class="choices">
          {!website && <TextField form={form} name="website" label="Website code" plain />}
          <TextField form={form} name="partner" label="Partner code" plain optional />
          <TextField form={form} name="ad" label="Ad code" plain optional />
        </div>
      </Form>
      <div role="status">{check && <Answer check={check} />}</div>
    </Section>
  );
}

const outcomes: Record<LinkCheck["outcome"], string> = {
  redirect: "The visitor is sent on",
  fallback: "The visitor is sent to the fallback URL",
  gone: "The visitor sees a page that says the website is gone",
  unknown: "The visitor sees a page that says the link does not exist",
};

function Answer({ check }: { check: LinkCheck }) {
  const { partner, ad } = check.credited;
  return (
    <Facts
      facts={{
        Outcome: (
          <>
            {outcomes[check.outcome]} <span class="code">{check.status}</span>
          </>
        ),
        "Leads to": check.location && (
          <span class="url">
            <Address url={check.location} />
          </span>
        ),
        Credits: partner ? `${partner}${ad ? `, ad ${ad}` : ""}` : "nobody",
        Why: (check.why ?? []).map(sentence).join(" "),
      }}
    />
  );
}
