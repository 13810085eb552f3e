import { api, ask } from "../../api/client";
import { Section } from "../../frame/page";
import { Erase, some } from "../erase";
import type { Conversion, ErasedCustomer } from "../rows";

/** Erases the customer of a conversion, in all conversions of the merchant. */
export function EraseCustomer({ conversion }: { conversion: Conversion }) {
  const { merchant, customer } = conversion;
  const erase = (dryRun: boolean, reason: string) =>
    ask(
      api.POST("/api/admin/customers/erase", {
        params: { query: { dryRun } },
        body: { merchant, customer, ...(reason && { reason }) },
      }),
    );
  return (
    <Section id="erase" title="Personal data">
      <Erase
        label="Erase this customer"
        word={customer}
        wordLabel="The customer"
        ask={erase}
        lines={linesOf}
        done="The customer was erased"
        erased={() => undefined}
      >
        <p>
          Takes the customer out of all conversions of {merchant}. Their order numbers, who is credited and
          all totals stay.
        </p>
      </Erase>
    </Section>
  );
}

function linesOf({ conversions, history, deliveries }: ErasedCustomer): string[] {
  return [
    ...some(conversions, "conversion that names the customer", "conversions that name the customer"),
    ...some(history, "note of who is credited next", "notes of who is credited next"),
    ...some(deliveries, "message to the merchant", "messages to the merchant"),
  ];
}
