import { useState } from "preact/hooks";
import { api, ask } from "../api/client";
import { useResource } from "../api/resource";
import type { Link } from "../api/rows";
import { today } from "../days";
import { DateField } from "../parts/date-field";
import { Dialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { VisitsAnswer } from "../parts/visits";

/** Says what became of a day's visits to a link. */
export function VisitsDialog({ link, onClose }: { link: Link; onClose(): void }) {
  const [day, setDay] = useState(() => today());
  const { website, partner, ad } = link;
  const query = { website, partner, day, ...(ad && { ad }) };
  const visits = useResource(`visits:${JSON.stringify(query)}`, () =>
    ask(api.GET("/api/links/visits", { params: { query } })),
  );
  return (
    <Dialog title="Why was a click not counted?" onClose={onClose}>
      <p class="small url">{link.url}</p>
      <DateField label="Day" value={day} onChange={setDay} error={visits.problem?.about("day")} />
      <div role="status" aria-busy={visits.loading}>
        <Loaded of={visits} what="the visits" rows={4}>
          {(data) => <VisitsAnswer visits={data} />}
        </Loaded>
      </div>
    </Dialog>
  );
}
