import { useId } from "preact/hooks";
import type { Editing } from "../../parts/draft";
import { TextField } from "../../parts/text-field";
import { CodesField } from "../codes-field";
import { useWebsites } from "../lists";
import type { NewKey } from "../rows";

/** What a new key is given, as it is typed. */
export interface KeyDraft {
  name: string;
  merchant: string;
  websites: string[];
  mayNamePartner: boolean;
}

export const keyFieldNames = ["name", "merchant", "websites", "mayNamePartner"] as const;

export const emptyKey: KeyDraft = { name: "", merchant: "", websites: [], mayNamePartner: true };

export function newKeyOf({ merchant, ...draft }: KeyDraft): NewKey {
  return { ...draft, ...(merchant && { merchant }) };
}

export function KeyFields(form: Editing<KeyDraft>) {
  const { draft, change, problem } = form;
  return (
    <>
      <TextField form={form} name="name" label="Name" hint="What the key is for." />
      <TextField
        form={form}
        name="merchant"
        label="Merchant"
        plain
        optional
        hint="A code, if you have several merchants. Keys of the same merchant see the same conversions."
      />
      <CodesField
        label="Websites"
        none="All websites"
        another="Add another website"
        hint="Clicks of other websites earn nothing through this key."
        removeLabel={(name) => `Remove ${name}`}
        all={useWebsites({ limit: 100 })}
        value={draft.websites}
        onChange={(websites) => change({ websites })}
        error={problem?.about("websites")}
      />
      <NamingField value={draft.mayNamePartner} onChange={(mayNamePartner) => change({ mayNamePartner })} />
    </>
  );
}

function NamingField({ value, onChange }: { value: boolean; onChange(value: boolean): void }) {
  const hint = useId();
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={value}
          aria-describedby={hint}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>May name partners</span>
      </label>
      <p id={hint} class="hint">
        For sales by coupon or telephone: the server says which partner to credit.
      </p>
    </div>
  );
}
