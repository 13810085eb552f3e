import { useId } from "preact/hooks";
import type { Editing } from "../../parts/draft";
import { TextField } from "../../parts/text-field";
import type { Webhook } from "../rows";

/** What an admin may set on a webhook. */
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

/** Always in the same order, so that ticking a box and unticking it again changes nothing. */
function ordered(events: string[]): string[] {
  return allEvents.filter((event) => events.includes(event));
}

/** The events of a webhook in words: "leads and sales". */
export function eventsText(events: string[]): string {
  if (events.length === 0) return "everything";
  return new Intl.ListFormat("en").format(ordered(events).map((event) => eventNames[event]!.toLowerCase()));
}

interface Props extends Editing<WebhookDraft> {
  /** Whether it is a partner's postback, whose URL has placeholders. */
  postback?: boolean;
}

export function WebhookFields({ postback, ...form }: Props) {
  return (
    <>
      <TextField
        form={form}
        name="url"
        label="URL"
        type="url"
        plain
        hint={
          postback
            ? "It gets a GET request, with the placeholders filled in."
            : "Starts with https:// and leads to a public address. It gets a POST request with JSON."
        }
      />
      <EventsField value={form.draft.events} onChange={(events) => form.change({ events })} />
    </>
  );
}

function EventsField({ value, onChange }: { value: string[]; onChange(events: string[]): void }) {
  const hint = useId();
  const toggle = (event: string) =>
    onChange(value.includes(event) ? value.filter((e) => e !== event) : ordered([...value, event]));
  return (
    <fieldset class="segments" aria-describedby={hint}>
      <legend>Events</legend>
      {allEvents.map((event) => (
        <label key={event}>
          <input type="checkbox" checked={value.includes(event)} onChange={() => toggle(event)} />
          <span>{eventNames[event]}</span>
        </label>
      ))}
      <p id={hint} class="hint">
        {value.length === 0
          ? "None is selected, so it receives all of them."
          : "Select none to receive all of them."}
      </p>
    </fieldset>
  );
}
