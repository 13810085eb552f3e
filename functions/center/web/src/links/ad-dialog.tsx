import { useRef, useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { takenBeside, type Problem } from "../api/problem";
import { toProblem } from "../api/resource";
import type { Ad } from "../api/rows";
import { today } from "../days";
import { announce } from "../parts/announce";
import { Dialog } from "../parts/dialog";
import { forgetDraft, useDraft } from "../parts/draft";
import { Field } from "../parts/field";
import { focusFirstError } from "../parts/focus";
import { Failure } from "../parts/states";
import { mediaTypes } from "./media-types";

interface Props {
  /** The ad to change; absent to create one. */
  ad?: Ad;
  onClose(): void;
  onSaved(ad: Ad, isNew: boolean): void;
}

interface Draft {
  name: string;
  description: string;
  mediaType: Ad["mediaType"];
  startDate: string;
  code: string;
}

const fields = ["name", "description", "mediaType", "startDate", "code"] as const;

/** Create Ad, or change one. What is typed is kept until it is saved or given up, whatever happens in between. */
export function AdDialog({ ad, onClose, onSaved }: Props) {
  const draftName = `ad:${ad?.code ?? "new"}`;
  const [draft, change] = useDraft<Draft>(draftName, () => draftOf(ad));
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  async function save(request: () => Promise<Ad>, done: string) {
    setBusy(true);
    setProblem(undefined);
    try {
      const saved = await request();
      forgetDraft(draftName);
      announce(done);
      onSaved(saved, !ad);
    } catch (error) {
      setProblem(takenBeside(toProblem(error), "code"));
      setBusy(false);
      focusFirstError(form.current);
    }
  }

  function submit(event: Event) {
    event.preventDefault();
    const { code, ...rest } = draft;
    if (ad)
      void save(
        () => ask(api.PATCH("/api/ads/{code}", { params: { path: { code: ad.code } }, body: rest })),
        "Ad saved",
      );
    else void save(() => ask(api.POST("/api/ads", { body: code ? draft : rest })), "Ad created");
  }

  function setStatus(status: "active" | "archived") {
    if (!ad) return;
    const request = () =>
      ask(api.PATCH("/api/ads/{code}", { params: { path: { code: ad.code } }, body: { status } }));
    void save(request, status === "archived" ? "Ad archived" : "Ad is back in use");
  }

  function close() {
    forgetDraft(draftName);
    onClose();
  }

  const general = problem && !fields.some((field) => problem.about(field)) ? problem : undefined;
  return (
    <Dialog title={ad ? "Edit ad" : "Create Ad"} onClose={close}>
      <form ref={form} onSubmit={submit} noValidate>
        <AdFields draft={draft} change={change} problem={problem} isNew={!ad} />
        {general && <Failure problem={general} />}
        <div class="actions">
          <button type="submit" class="main" disabled={busy}>
            {ad ? "Save" : "Create Ad"}
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
          {ad && (
            <button
              type="button"
              class="quiet push"
              disabled={busy}
              onClick={() => setStatus(ad.status === "active" ? "archived" : "active")}
            >
              {ad.status === "active" ? "Archive" : "Use again"}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: Draft;
  change(changes: Partial<Draft>): void;
  problem: Problem | undefined;
  isNew: boolean;
}

function AdFields({ draft, change, problem, isNew }: FieldsProps) {
  return (
    <>
      <Field label="Name" error={problem?.about("name")}>
        {(control) => (
          <input
            {...control}
            type="text"
            value={draft.name}
            onInput={(e) => change({ name: e.currentTarget.value })}
          />
        )}
      </Field>
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
      <div class="pair">
        <Field label="Media type" error={problem?.about("mediaType")}>
          {(control) => (
            <select
              {...control}
              value={draft.mediaType}
              onChange={(e) => change({ mediaType: e.currentTarget.value as Draft["mediaType"] })}
            >
              {mediaTypes.map((type) => (
                <option key={type.id} value={type.id}>
                  {type.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Start date" error={problem?.about("startDate")}>
          {(control) => (
            <input
              {...control}
              type="date"
              value={draft.startDate}
              onInput={(e) => change({ startDate: e.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      {isNew && (
        <Field
          label="Ad code"
          optional
          hint="Appears at the end of your links. Leave it empty and one is made for you."
          error={problem?.about("code")}
        >
          {(control) => (
            <input
              {...control}
              type="text"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={draft.code}
              onInput={(e) => change({ code: e.currentTarget.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function draftOf(ad: Ad | undefined): Draft {
  if (!ad) return { name: "", description: "", mediaType: "banner", startDate: today(), code: "" };
  return {
    name: ad.name,
    description: ad.description ?? "",
    mediaType: ad.mediaType,
    startDate: ad.startDate,
    code: ad.code,
  };
}
