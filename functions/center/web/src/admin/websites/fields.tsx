import type { Problem } from "../../api/problem";
import { ProgramsField } from "../programs-field";
import type { NewWebsite, Website } from "../rows";
import { TextField } from "../text-field";

/** What an admin may set of a website, as it is typed. */
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

interface Props {
  draft: WebsiteDraft;
  change(changes: Partial<WebsiteDraft>): void;
  problem: Problem | undefined;
}

export function WebsiteFields({ draft, change, problem }: Props) {
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
        label="URL"
        name="url"
        type="url"
        plain
        value={draft.url}
        onChange={(url) => change({ url })}
        problem={problem}
        hint={
          <>
            Where visitors are sent. Its path and query may have <span class="code">{"{partner}"}</span>{" "}
            <span class="code">{"{ad}"}</span> <span class="code">{"{click_id}"}</span>{" "}
            <span class="code">{"{website}"}</span>
          </>
        }
      />
      <ProgramsField
        value={draft.programs}
        onChange={(programs) => change({ programs })}
        error={problem?.about("programs")}
      />
      <TextField
        label="Fallback URL"
        name="fallbackUrl"
        type="url"
        plain
        optional
        value={draft.fallbackUrl}
        onChange={(fallbackUrl) => change({ fallbackUrl })}
        problem={problem}
        hint="Where visitors are sent once the website is archived."
      />
      <ParamFields draft={draft} change={change} problem={problem} />
    </>
  );
}

const paramLabels = [
  ["partner", "for the partner"],
  ["ad", "for the ad"],
  ["clickId", "for the click id"],
] as const;

/** The names under which the website receives partner, ad and click id; few have to change them. */
function ParamFields({ draft, change, problem }: Props) {
  const wrong = paramLabels.some(([name]) => problem?.about(name));
  return (
    <details class="filters" open={wrong}>
      <summary>Names of the parameters that are passed on</summary>
      <div class="choices">
        {paramLabels.map(([name, label]) => (
          <TextField
            key={name}
            label={`Name ${label}`}
            name={name}
            plain
            value={draft.params[name]}
            onChange={(value) => change({ params: { ...draft.params, [name]: value } })}
            problem={problem}
          />
        ))}
      </div>
    </details>
  );
}
