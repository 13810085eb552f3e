import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  /** A line beneath the title. */
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

let opened = false;

/** A page. After navigation its heading gets the focus, so that screen readers announce it. */
export function Page({ title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Signpost`;
  }, [title]);
  useEffect(() => {
    if (opened) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    opened = true;
  }, []);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page, with its own heading. */
export function Section({
  id,
  title,
  lead,
  actions,
  children,
}: Omit<Props, "title"> & { id?: string; title: string }) {
  return (
    <section class="card" aria-labelledby={id && `${id}-title`} id={id}>
      <header class="section-head">
        <div>
          <h2 id={id && `${id}-title`}>{title}</h2>
          {lead && <p class="small">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
