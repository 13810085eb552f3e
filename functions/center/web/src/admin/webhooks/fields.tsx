import { useId } from "preact/hooks";
import type { Problem } from "../../api/problem";
import type { Webhook } from "../rows";
import { TextField } from "../text-field";

/** What an admin may set of a webhook. */
export interface WebhookDraft {
  url: string;
  /** None means all. */
  events: string[];
}

export const webhookFieldNames = ["url"] as const;

export function draftOf({ url, events }: Webhook): WebhookDraft {
  return { url, events: ordered(events) };
}

const eventNames: Record<string, string> = {
  lead: "Leads",
  sale: "Sales",
  subscription: "Subscriptions",
  refund: "Refunds",
};
const allEvents = Object.keys(eventNames);

/** In one order, so that choosing one and giving it up again is no change. */
function ordered(events: string[]): string[] {
  return allEvents.filter((event) => events.includes(event));
}

/** "leads and sales", of what a webhook is told. */
export function eventsText(events: string[]): string {
  if (events.length === 0) return "everything";
  return new Intl.ListFormat("en").format(ordered(events).map((event) => eventNames[event]!.toLowerCase()));
}

interface Props {
  draft: WebhookDraft;
  change(changes: Partial<WebhookDraft>): void;
  problem: Problem | undefined;
  /** A partner's postback, whose URL has placeholders. */
  postback?: boolean;
}

export function WebhookFields({ draft, change, problem, postback }: Props) {
  return (
    <>
      <TextField
        label="URL"
        name="url"
        type="url"
        plain
        value={draft.url}
        onChange={(url) => change({ url })}
        problem={problem}
        hint={
          postback
            ? "A GET request goes to it, with its placeholders filled in."
            : "Starts with https:// and leads to a public address. A POST request with JSON goes to it."
        }
      />
      <EventsField value={draft.events} onChange={(events) => change({ events })} />
    </>
  );
}

function EventsField({ value, onChange }: { value: string[]; onChange(events: string[]): void }) {
  const hint = useId();
  const toggle = (event: string) =>
    onChange(value.includes(event) ? value.filter((e) => e !== event) : ordered([...value, event]));
  return (
    <fieldset class="segments" aria-describedby={hint}>
      <legend>Told about</legend>
      {allEvents.map((event) => (
        <label key={event}>
          <input type="checkbox" checked={value.includes(event)} onChange={() => toggle(event)} />
          <span>{eventNames[event]}</span>
        </label>
      ))}
      <p id={hint} class="hint">
        {value.length === 0
          ? "None is chosen: it is told about all of them."
          : "Choose none for all of them."}
      </p>
    </fieldset>
  );
}
