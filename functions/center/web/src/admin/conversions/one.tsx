import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { sentence } from "../../api/problem";
import { useResource } from "../../api/resource";
import { moment, money } from "../../format";
import { Page, Section } from "../../frame/page";
import { Failure, Loading } from "../../parts/states";
import { useSender } from "../change";
import { History } from "../history";
import { PartnerPicker } from "../partner-picker";
import type { Conversion } from "../rows";
import { general, TextField } from "../text-field";
import { titleOf } from "./page";

/** One conversion: what was reported, who is credited and why, and how to move the credit. */
export function ConversionPage({ id }: { id: string }) {
  const conversion = useResource(`admin:conversion:${id}`, () =>
    ask(api.GET("/api/admin/conversions/{id}", { params: { path: { id } } })),
  );
  if (!conversion.data) {
    return conversion.problem ? (
      <Failure problem={conversion.problem} retry={conversion.reload} />
    ) : (
      <Loading what="the conversion" />
    );
  }
  return (
    <Page title={titleOf(conversion.data)} lead={<span class="code">{conversion.data.externalId}</span>}>
      <Facts conversion={conversion.data} />
      <MoveCredit conversion={conversion.data} moved={conversion.set} />
      <History entity="conversion" code={id} />
    </Page>
  );
}

function Facts({ conversion }: { conversion: Conversion }) {
  const { credited, currency, refunded } = conversion;
  const facts: [string, string][] = [
    ["Happened", moment(conversion.occurredAt)],
    ["Reported", `${moment(conversion.receivedAt)} by ${conversion.merchant}`],
    ["Customer", conversion.customer],
    ["Refunded", refunded ? money(refunded, currency) : ""],
    ["Refund of", conversion.sale ?? ""],
    [
      "Credits",
      credited ? [credited.partner, credited.website, credited.ad].filter(Boolean).join(" / ") : "nobody",
    ],
  ];
  return (
    <Section
      id="facts"
      title="Credit"
      lead={conversion.corrected ? "An admin gave the credit." : `Decided by the rule “${conversion.rule}”.`}
    >
      <dl class="answer">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {conversion.why && conversion.why.length > 0 && (
        <ul class="verdicts">
          {conversion.why.map((verdict, i) => (
            <li key={i} class={verdict.won ? "won" : ""}>
              <b>{verdict.partner || "Nobody known"}</b> {sentence(verdict.message)}
              {verdict.at && <span class="small"> Clicked {moment(verdict.at)}.</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function MoveCredit({ conversion, moved }: { conversion: Conversion; moved(conversion: Conversion): void }) {
  const [draft, setDraft] = useState({ partner: "", website: "", ad: "" });
  const sender = useSender();
  const shown = general(sender.problem, ["partner", "website", "ad"]);

  async function submit(event: Event) {
    event.preventDefault();
    const { partner, website, ad } = draft;
    const body = { partner, ...(website && { website }), ...(ad && { ad }) };
    const params = { path: { id: conversion.id } };
    const done = partner ? `The credit is ${partner}’s now` : "Nobody has the credit now";
    const answer = await sender.send(
      () => ask(api.POST("/api/admin/conversions/{id}/credit", { params, body })),
      done,
    );
    if (answer) moved(answer);
  }

  return (
    <Section
      id="move"
      title="Move the credit"
      lead="By entries that take it back and give it anew; what was booked stays on record."
    >
      <form ref={sender.form} onSubmit={(event) => void submit(event)} noValidate>
        <div class="choices">
          <PartnerPicker
            label="To"
            none="Nobody"
            value={draft.partner}
            onChange={(partner) => setDraft({ ...draft, partner })}
            error={sender.problem?.about("partner")}
          />
          <TextField
            label="Website code"
            name="website"
            plain
            optional
            value={draft.website}
            onChange={(website) => setDraft({ ...draft, website })}
            problem={sender.problem}
          />
          <TextField
            label="Ad code"
            name="ad"
            plain
            optional
            value={draft.ad}
            onChange={(ad) => setDraft({ ...draft, ad })}
            problem={sender.problem}
          />
        </div>
        <div class="actions">
          <button type="submit" class="main" disabled={sender.busy}>
            Move the credit
          </button>
        </div>
      </form>
      {shown && <Failure problem={shown} />}
    </Section>
  );
}
