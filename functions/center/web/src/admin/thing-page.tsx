import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { Page, Section } from "../frame/page";
import { Failure } from "../parts/states";
import { History } from "./history";
import type { Entity } from "./lists";

interface Props {
  title: string;
  lead: ComponentChildren;
  /** The button that changes its status. */
  action?: ComponentChildren;
  /** What went wrong with that button. */
  problem?: Problem;
  /** Where its stats are. */
  stats?: string;
  /** The form for its details. */
  details: ComponentChildren;
  entity: Entity;
  code: string;
  /** What is between details and history. */
  children?: ComponentChildren;
}

/** The page of one thing that admins look after: its details, and who changed them. */
export function ThingPage(props: Props) {
  const { title, lead, action, problem, stats, details, entity, code, children } = props;
  return (
    <Page title={title} lead={lead} actions={action}>
      {problem && <Failure problem={problem} />}
      <Section id="details" title="Details" actions={stats && <StatsLink href={stats} />}>
        {details}
      </Section>
      {children}
      <History entity={entity} code={code} />
    </Page>
  );
}

function StatsLink({ href }: { href: string }) {
  return (
    <a class="more-link" href={href}>
      Stats
    </a>
  );
}
