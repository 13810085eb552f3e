import type { Ad } from "../api/rows";
import type { Editing } from "../parts/draft";
import { Field } from "../parts/field";
import { TextField } from "../parts/text-field";
import { mediaTypes } from "./media-types";

/** What a partner may set on an ad, as it is typed. */
export interface AdDraft {
  name: string;
  description: string;
  mediaType: Ad["mediaType"];
  startDate: string;
  /** Only for a new ad; "" to have one generated. */
  code: string;
}

export const adFieldNames = ["name", "description", "mediaType", "startDate", "code"] as const;

export function AdFields({ isNew, ...form }: Editing<AdDraft> & { isNew: boolean }) {
  return (
    <>
      <TextField form={form} name="name" label="Name" />
      <DescriptionField {...form} />
      <div class="pair">
        <MediaTypeField {...form} />
        <TextField form={form} name="startDate" label="Start date" type="date" />
      </div>
      {isNew && (
        <TextField
          form={form}
          name="code"
          label="Ad code"
          plain
          optional
          hint="Appears at the end of your links. Leave it empty and one is generated for you."
        />
      )}
    </>
  );
}

function DescriptionField({ draft, change, problem }: Editing<AdDraft>) {
  return (
    <Field label="Description" optional error={problem?.about("description")}>
      {(control) => (
        <textarea
          {...control}
          rows={2}
          value={draft.description}
          onInput={(e) => change({ description: e.currentTarget.value })}
        />
      )}
    </Field>
  );
}

function MediaTypeField({ draft, change, problem }: Editing<AdDraft>) {
  return (
    <Field label="Media type" error={problem?.about("mediaType")}>
      {(control) => (
        <select
          {...control}
          value={draft.mediaType}
          onChange={(e) => change({ mediaType: e.currentTarget.value as AdDraft["mediaType"] })}
        >
          {mediaTypes.map((type) => (
            <option key={type.id} value={type.id}>
              {type.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
