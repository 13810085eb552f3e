import type { Editing } from "../../parts/draft";
import { TextField } from "../../parts/text-field";
import { ProgramsField } from "../programs-field";
import type { NewWebsite, Website } from "../rows";

/** What an admin may set on a website, as it is typed. */
export interface WebsiteDraft {
  name: string;
  url: string;
  programs: string[];
  fallbackUrl: string;
  params: { partner: string; ad: string; clickId: string };
}

export const websiteFieldNames = [
  "name",
  "url",
  "programs",
  "fallbackUrl",
  "partner",
  "ad",
  "clickId",
  "params",
] as const;

const usualParams = { partner: "partner", ad: "ad", clickId: "click_id" };

export const emptyWebsite: WebsiteDraft = {
  name: "",
  url: "",
  programs: [],
  fallbackUrl: "",
  params: usualParams,
};

export function draftOf(website: Website): WebsiteDraft {
  return {
    name: website.name,
    url: website.url,
    programs: website.programs ?? [],
    fallbackUrl: website.fallbackUrl ?? "",
    params: { ...usualParams, ...website.params },
  };
}

export function newWebsiteOf({ fallbackUrl, ...draft }: WebsiteDraft & { code: string }): NewWebsite {
  return { ...draft, ...(fallbackUrl && { fallbackUrl }) };
}

export function WebsiteFields(form: Editing<WebsiteDraft>) {
  const { draft, change, problem } = form;
  return (
    <>
      <TextField form={form} name="name" label="Name" />
      <TextField form={form} name="url" label="URL" type="url" plain hint={<URLHint />} />
      <ProgramsField
        value={draft.programs}
        onChange={(programs) => change({ programs })}
        error={problem?.about("programs")}
      />
      <TextField
        form={form}
        name="fallbackUrl"
        label="Fallback URL"
        type="url"
        plain
        optional
        hint="Where visitors are sent once the website is archived."
      />
      <ParamFields {...form} />
    </>
  );
}

function URLHint() {
  return (
    <>
      Where visitors are sent. Its path and query may contain <span class="code">{"{partner}"}</span>{" "}
      <span class="code">{"{ad}"}</span> <span class="code">{"{click_id}"}</span>{" "}
      <span class="code">{"{website}"}</span>
    </>
  );
}

const paramLabels = {
  partner: "Partner parameter",
  ad: "Ad parameter",
  clickId: "Click id parameter",
};
const paramNames = ["partner", "ad", "clickId"] as const;

/** The parameters in which the website receives partner, ad and click id. Few need other names. */
function ParamFields({ draft, change, problem }: Editing<WebsiteDraft>) {
  const form: Editing<WebsiteDraft["params"]> = {
    draft: draft.params,
    change: (changes) => change({ params: { ...draft.params, ...changes } }),
    problem,
  };
  return (
    <details class="filters" open={paramNames.some((name) => problem?.about(name))}>
      <summary>Parameters that are passed to the website</summary>
      <div class="choices">
        {paramNames.map((name) => (
          <TextField key={name} form={form} name={name} label={paramLabels[name]} plain />
        ))}
      </div>
    </details>
  );
}
