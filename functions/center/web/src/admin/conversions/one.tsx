import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { sentence } from "../../api/problem";
import { useResource } from "../../api/resource";
import { titleOf } from "../../conversions/title";
import { moment, money } from "../../format";
import { Page, Section } from "../../frame/page";
import { Form } from "../../parts/form";
import { Loaded } from "../../parts/loaded";
import { TextField } from "../../parts/text-field";
import { useAdminSender } from "../change";
import { Facts } from "../facts";
import { History } from "../history";
import { PartnerPicker } from "../partner-picker";
import type { Conversion } from "../rows";
import { EraseCustomer } from "./erase";

/** One conversion: what was reported, who is credited and why, and a form that moves the credit. */
export function ConversionPage({ id }: { id: string }) {
  const conversion = useResource(`admin:conversion:${id}`, () =>
    ask(api.GET("/api/admin/conversions/{id}", { params: { path: { id } } })),
  );
  return (
    <Loaded of={conversion} what="the conversion">
      {(data) => (
        <Page title={titleOf(data)} lead={<span class="code">{data.externalId}</span>}>
          <CreditSection conversion={data} />
          <MoveCredit conversion={data} moved={conversion.set} />
          {data.customer && <EraseCustomer conversion={data} />}
          <History entity="conversion" code={id} />
        </Page>
      )}
    </Loaded>
  );
}

function CreditSection({ conversion }: { conversion: Conversion }) {
  const { credited, currency, refunded, rule, corrected } = conversion;
  return (
    <Section
      id="facts"
      title="Credit"
      lead={corrected ? "Credited by an admin." : `Decided by the rule “${rule}”.`}
    >
      <Facts
        facts={{
          Happened: moment(conversion.occurredAt),
          Reported: `${moment(conversion.receivedAt)} by ${conversion.merchant}`,
          Customer: conversion.customer,
          "Asked for": conversion.asked ? money(conversion.asked, currency) : "",
          Refunded: refunded ? money(refunded, currency) : "",
          "Refund of": conversion.sale,
          Credits: credited
            ? [credited.partner, credited.website, credited.ad].filter(Boolean).join(" / ")
            : "nobody",
        }}
      />
      <Verdicts verdicts={conversion.why ?? []} />
    </Section>
  );
}

/** What there is to say about the report, and why each candidate did or didn't get the credit. */
function Verdicts({ verdicts }: { verdicts: NonNullable<Conversion["why"]> }) {
  if (verdicts.length === 0) return null;
  return (
    <ul class="verdicts">
      {verdicts.map((verdict, i) => (
        <li key={i} class={verdict.won ? "won" : ""}>
          {verdict.source !== "report" && <b>{verdict.partner || "Unknown partner"}</b>}{" "}
          {sentence(verdict.message)}
          {verdict.at && <span class="small"> Clicked {moment(verdict.at)}.</span>}
        </li>
      ))}
    </ul>
  );
}

interface MoveProps {
  conversion: Conversion;
  moved(conversion: Conversion): void;
}

function MoveCredit({ conversion, moved }: MoveProps) {
  const [draft, setDraft] = useState({ partner: "", website: "", ad: "", reason: "" });
  const change = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes });
  const sender = useAdminSender();
  const form = { draft, change, problem: sender.problem };

  async function move() {
    const { partner, website, ad, reason } = draft;
    const body = { partner, ...(website && { website }), ...(ad && { ad }), ...(reason && { reason }) };
    const params = { path: { id: conversion.id } };
    const request = () => ask(api.POST("/api/admin/conversions/{id}/credit", { params, body }));
    const done = partner ? `Credit moved to ${partner}` : "Credit removed";
    const answer = await sender.send(request, done);
    if (answer) moved(answer);
  }

  return (
    <Section
      id="move"
      title="Move the credit"
      lead="New entries take the credit back and give it again. What was booked stays on record."
    >
      <Form
        sender={sender}
        fieldNames={["partner", "website", "ad", "reason"]}
        wide
        onSubmit={() => void move()}
        submit="Move the credit"
      >
        <div class="choices">
          <PartnerPicker
            label="To"
            none="Nobody"
            value={draft.partner}
            onChange={(partner) => change({ partner })}
            error={sender.problem?.about("partner")}
          />
          <TextField form={form} name="website" label="Website code" plain optional />
          <TextField form={form} name="ad" label="Ad code" plain optional />
        </div>
        <TextField form={form} name="reason" label="Reason" optional hint="Kept in the history." />
      </Form>
    </Section>
  );
}
