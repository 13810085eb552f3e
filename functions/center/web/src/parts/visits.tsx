import type { paths } from "../api/schema";
import type { Success } from "../api/rows";
import { sentence } from "../api/problem";
import { count, moment } from "../format";
import { Icon } from "./icon";

export type Visits = Success<paths["/api/links/visits"]["get"]>;
type Counted = NonNullable<Visits["counted"]>[number];

const titles: Record<string, string> = {
  hits: "Hits",
  uniques: "Uniques",
  bots: "Bots",
  prefetches: "Prefetches",
  unknownAd: "Unknown ad",
  foreignAd: "Somebody else's ad",
  unknownPartner: "Unknown partner",
  inactivePartner: "Inactive partner",
  closedWebsite: "Website not open to the partner",
  adWithoutPartner: "Ad without a partner",
};

const extents: Record<Counted["of"], string> = {
  link: "",
  partner: "This is of all links of the partner to this website.",
  website: "This is of all links to this website.",
};

/** What became of the visits to a link on a day: each number with its rule. */
export function VisitsAnswer({ visits }: { visits: Visits }) {
  const now = visits.now ?? [];
  return (
    <>
      {now.length > 0 && (
        <p>
          <b>A visit now would not do what the link says.</b> {now.map(sentence).join(" ")}
        </p>
      )}
      <dl class="visits">
        {(visits.counted ?? []).map((counted) => (
          <div key={counted.what}>
            <dt>
              <span>{titles[counted.what] ?? counted.what}</span> <b>{count(counted.visits)}</b>
            </dt>
            <dd class="small">
              {counted.rule} {extents[counted.of]}
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <b>Not recorded at all</b>
      </p>
      <ul class="visits small">
        {(visits.unrecorded ?? []).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p class="small as-of">
        <Icon name="clock" />
        As of {moment(visits.asOf)}. The day is a day of UTC.
      </p>
    </>
  );
}
