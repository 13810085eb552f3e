import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import type { Problem } from "../../api/problem";
import { sentence } from "../../api/problem";
import { toProblem } from "../../api/resource";
import { Section } from "../../frame/page";
import { Address } from "../../parts/address";
import { Failure } from "../../parts/states";
import type { LinkCheck } from "../rows";
import { general, TextField } from "../text-field";

interface Props {
  /** The website whose links are checked; without it, it is typed. */
  website?: string;
}

/** Says what a visit to a link would do, and why, without counting one. */
export function CheckTool({ website }: Props) {
  const [typed, setTyped] = useState({ website: website ?? "", partner: "", ad: "" });
  const [check, setCheck] = useState<LinkCheck>();
  const [problem, setProblem] = useState<Problem>();
  const shown = general(problem, ["website", "partner", "ad"]);

  async function submit(event: Event) {
    event.preventDefault();
    setProblem(undefined);
    setCheck(undefined);
    const { partner, ad } = typed;
    const query = { website: typed.website, ...(partner && { partner }), ...(ad && { ad }) };
    try {
      setCheck(await ask(api.GET("/api/admin/links/check", { params: { query } })));
    } catch (error) {
      setProblem(toProblem(error));
    }
  }

  return (
    <Section id="check" title="Check a link" lead="What a visit would do at this moment. Nothing is counted.">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div class="choices">
          {!website && (
            <TextField
              label="Website code"
              name="website"
              plain
              value={typed.website}
              onChange={(website) => setTyped({ ...typed, website })}
              problem={problem}
            />
          )}
          <TextField
            label="Partner code"
            name="partner"
            plain
            optional
            value={typed.partner}
            onChange={(partner) => setTyped({ ...typed, partner })}
            problem={problem}
          />
          <TextField
            label="Ad code"
            name="ad"
            plain
            optional
            value={typed.ad}
            onChange={(ad) => setTyped({ ...typed, ad })}
            problem={problem}
          />
        </div>
        <div class="actions">
          <button type="submit">Check</button>
        </div>
      </form>
      {shown && <Failure problem={shown} />}
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
    <dl class="answer">
      <div>
        <dt>Outcome</dt>
        <dd>
          {outcomes[check.outcome]} <span class="code">{check.status}</span>
        </dd>
      </div>
      {check.location && (
        <div>
          <dt>Leads to</dt>
          <dd class="url">
            <Address url={check.location} />
          </dd>
        </div>
      )}
      <div>
        <dt>Credits</dt>
        <dd>{partner ? `${partner}${ad ? `, ad ${ad}` : ""}` : "nobody"}</dd>
      </div>
      {(check.why ?? []).length > 0 && (
        <div>
          <dt>Why</dt>
          <dd>{check.why!.map(sentence).join(" ")}</dd>
        </div>
      )}
    </dl>
  );
}
