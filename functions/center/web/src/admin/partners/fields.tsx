import type { Problem } from "../../api/problem";
import { PartnerPicker } from "../partner-picker";
import { ProgramsField } from "../programs-field";
import type { NewPartner, Partner } from "../rows";
import { TextField } from "../text-field";

/** What an admin may set of a partner, as it is typed. */
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

/** Days as the API takes them: none is null, and what is no number is for the API to refuse. */
export function daysOf(typed: string): number | null {
  return typed.trim() === "" ? null : Number(typed);
}

export function newPartnerOf({
  code,
  name,
  email,
  parent,
  programs,
  attributionDays,
}: PartnerDraft & { code: string }): NewPartner {
  const days = daysOf(attributionDays);
  return {
    code,
    name,
    programs,
    ...(email && { email }),
    ...(parent && { parent }),
    ...(days !== null && { attributionDays: days }),
  };
}

interface Props {
  draft: PartnerDraft;
  change(changes: Partial<PartnerDraft>): void;
  problem: Problem | undefined;
}

export function PartnerFields({ draft, change, problem }: Props) {
  return (
    <>
      <TextField
        label="Name"
        name="name"
        value={draft.name}
        onChange={(name) => change({ name })}
        problem={problem}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        plain
        optional
        value={draft.email}
        onChange={(email) => change({ email })}
        problem={problem}
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
        label="Attribution days"
        name="attributionDays"
        type="number"
        optional
        value={draft.attributionDays}
        onChange={(attributionDays) => change({ attributionDays })}
        problem={problem}
        hint="How long a click can still earn credit. Empty: no limit."
      />
    </>
  );
}
