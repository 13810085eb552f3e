import type { Editing } from "../../parts/draft";
import { TextField } from "../../parts/text-field";
import { PartnerPicker } from "../partner-picker";
import { ProgramsField } from "../programs-field";
import type { NewPartner, Partner } from "../rows";

/** What an admin may set on a partner, as it is typed. */
export interface PartnerDraft {
  name: string;
  email: string;
  parent: string;
  programs: string[];
  /** "" for no limit. */
  attributionDays: string;
}

export const partnerFieldNames = ["name", "email", "parent", "programs", "attributionDays"] as const;

export const emptyPartner: PartnerDraft = {
  name: "",
  email: "",
  parent: "",
  programs: [],
  attributionDays: "",
};

export function draftOf(partner: Partner): PartnerDraft {
  return {
    name: partner.name,
    email: partner.email ?? "",
    parent: partner.parent ?? "",
    programs: partner.programs ?? [],
    attributionDays: partner.attributionDays ? String(partner.attributionDays) : "",
  };
}

/** Days as the API takes them: null for no limit. The API refuses what is not a number. */
export function daysOf(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}

export function newPartnerOf(draft: PartnerDraft & { code: string }): NewPartner {
  const { code, name, email, parent, programs } = draft;
  const attributionDays = daysOf(draft.attributionDays);
  return {
    code,
    name,
    programs,
    ...(email && { email }),
    ...(parent && { parent }),
    ...(attributionDays !== null && { attributionDays }),
  };
}

export function PartnerFields(form: Editing<PartnerDraft>) {
  const { draft, change, problem } = form;
  return (
    <>
      <TextField form={form} name="name" label="Name" />
      <TextField
        form={form}
        name="email"
        label="E-mail"
        type="email"
        plain
        optional
        hint="Where the invitation to sign in goes."
      />
      <PartnerPicker
        label="Recruited by"
        optional
        none="Nobody"
        value={draft.parent}
        onChange={(parent) => change({ parent })}
        error={problem?.about("parent")}
      />
      <ProgramsField
        value={draft.programs}
        onChange={(programs) => change({ programs })}
        error={problem?.about("programs")}
      />
      <TextField
        form={form}
        name="attributionDays"
        label="Attribution days"
        type="number"
        optional
        hint="How long a click can still earn credit. Leave it empty for no limit."
      />
    </>
  );
}
