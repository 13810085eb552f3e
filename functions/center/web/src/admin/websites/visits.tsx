import { useState } from "preact/hooks";
import { api, ask } from "../../api/client";
import { today } from "../../days";
import { Section } from "../../frame/page";
import { DateField } from "../../parts/date-field";
import { Form } from "../../parts/form";
import { useSender } from "../../parts/sender";
import { TextField } from "../../parts/text-field";
import { VisitsAnswer, type Visits } from "../../parts/visits";

/** Says what became of a day's visits to a link to the website, and of those counted for nobody. */
export function VisitsTool({ website }: { website: string }) {
  const [draft, setDraft] = useState({ partner: "", ad: "", day: today() });
  const [visits, setVisits] = useState<Visits>();
  const sender = useSender();
  const change = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes });
  const form = { draft, change, problem: sender.problem };

  async function submit() {
    setVisits(undefined);
    const { partner, ad, day } = draft;
    const query = { website, day, ...(partner && { partner }), ...(ad && { ad }) };
    setVisits(await sender.send(() => ask(api.GET("/api/admin/links/visits", { params: { query } }))));
  }

  return (
    <Section
      id="visits"
      title="Why was a click not counted?"
      lead="What was recorded of a link's visits on a day, and by which rule."
    >
      <Form
        sender={sender}
        fieldNames={["partner", "ad", "day"]}
        wide
        onSubmit={() => void submit()}
        submit="Show visits"
        main={false}
      >
        <div class="choices">
          <TextField form={form} name="partner" label="Partner code" plain optional />
          <TextField form={form} name="ad" label="Ad code" plain optional />
          <DateField
            label="Day"
            value={draft.day}
            onChange={(day) => change({ day })}
            error={sender.problem?.about("day")}
          />
        </div>
      </Form>
      <div role="status">{visits && <VisitsAnswer visits={visits} />}</div>
    </Section>
  );
}
