import { api, ask } from "../../api/client";
import { moment } from "../../format";
import { Section } from "../../frame/page";
import { Erase, some } from "../erase";
import type { ErasedPartner, Partner } from "../rows";

/** Erases what says who a partner is, or says when that was done. */
export function ErasePartner({ partner, erased }: { partner: Partner; erased(): void }) {
  const { code } = partner;
  const erase = (dryRun: boolean, reason: string) =>
    ask(
      api.POST("/api/admin/partners/{code}/erase", {
        params: { path: { code }, query: { dryRun } },
        body: { ...(reason && { reason }) },
      }),
    );
  if (partner.erased) {
    return (
      <Section id="erase" title="Erased">
        <p>What says who this was is gone since {moment(partner.erased)}. The numbers stay.</p>
      </Section>
    );
  }
  return (
    <Section id="erase" title="Personal data">
      <Erase
        label="Erase this partner"
        word={code}
        wordLabel="The partner’s code"
        ask={erase}
        lines={linesOf}
        done={`${code} was erased`}
        erased={erased}
      >
        <p>
          Takes away everything that says who the partner is. Its code, the clicks, what it earned and all
          totals stay. Its links still lead to the websites, without credit.
        </p>
      </Erase>
    </Section>
  );
}

function linesOf({ ads, postbacks, deliveries, audit }: ErasedPartner): string[] {
  return [
    "The name, the e-mail address, and the user to sign in with",
    ...some(ads, "name and description of an ad", "names and descriptions of ads"),
    ...some(postbacks, "address of a postback", "addresses of postbacks"),
    ...some(deliveries, "record of what was sent to it", "records of what was sent to it"),
    ...some(
      audit,
      "entry of the history that has a name or an address",
      "entries of the history, of which names and addresses go",
    ),
  ];
}
