import { api, ask } from "../api/client";
import type { Ad } from "../api/rows";
import { today } from "../days";
import { Dialog } from "../parts/dialog";
import { forgetDraft, useDraft } from "../parts/draft";
import { Form } from "../parts/form";
import { useSender } from "../parts/sender";
import { AdFields, adFieldNames, type AdDraft } from "./ad-fields";

interface Props {
  /** The ad to change; absent to create one. */
  ad?: Ad;
  onClose(): void;
  onSaved(ad: Ad, isNew: boolean): void;
}

/** Creates an ad, or changes one. What is typed is kept until it is saved or cancelled. */
export function AdDialog({ ad, onClose, onSaved }: Props) {
  const draftName = `ad:${ad?.code ?? "new"}`;
  const [draft, change] = useDraft(draftName, () => draftOf(ad));
  const sender = useSender({ takenField: "code", refreshes: "ads:" });

  async function send(request: () => Promise<Ad>, done: string) {
    const saved = await sender.send(request, done);
    if (!saved) return;
    forgetDraft(draftName);
    onSaved(saved, !ad);
  }

  function submit() {
    const { code, ...rest } = draft;
    if (ad) return send(() => patch(ad, rest), "Ad saved");
    return send(() => ask(api.POST("/api/ads", { body: code ? draft : rest })), "Ad created");
  }

  function close() {
    forgetDraft(draftName);
    onClose();
  }

  return (
    <Dialog title={ad ? "Edit ad" : "Create Ad"} onClose={close}>
      <Form
        sender={sender}
        fieldNames={adFieldNames}
        onSubmit={() => void submit()}
        submit={ad ? "Save" : "Create Ad"}
        actions={
          <>
            <button type="button" onClick={close}>
              Cancel
            </button>
            {ad && <StatusButton ad={ad} busy={sender.busy} send={send} />}
          </>
        }
      >
        <AdFields draft={draft} change={change} problem={sender.problem} isNew={!ad} />
      </Form>
    </Dialog>
  );
}

interface StatusProps {
  ad: Ad;
  busy: boolean;
  send(request: () => Promise<Ad>, done: string): Promise<void>;
}

function StatusButton({ ad, busy, send }: StatusProps) {
  const active = ad.status === "active";
  const toggle = () =>
    active
      ? send(() => patch(ad, { status: "archived" }), "Ad archived")
      : send(() => patch(ad, { status: "active" }), "Ad is back in use");
  return (
    <button type="button" class="quiet push" disabled={busy} onClick={() => void toggle()}>
      {active ? "Archive" : "Use again"}
    </button>
  );
}

function patch({ code }: Ad, body: Partial<Omit<AdDraft, "code"> & Pick<Ad, "status">>): Promise<Ad> {
  return ask(api.PATCH("/api/ads/{code}", { params: { path: { code } }, body }));
}

function draftOf(ad: Ad | undefined): AdDraft {
  if (!ad) return { name: "", description: "", mediaType: "banner", startDate: today(), code: "" };
  const { name, description = "", mediaType, startDate, code } = ad;
  return { name, description, mediaType, startDate, code };
}
