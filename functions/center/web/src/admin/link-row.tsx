import type { ComponentChildren } from "preact";

interface Props {
  href: string;
  title: ComponentChildren;
  code?: string;
  /** A line beneath the title. */
  note?: ComponentChildren;
  /** What is shown at the end of the row. */
  children?: ComponentChildren;
}

/** A row of a list that leads to the page of the thing in it. */
export function LinkRow({ href, title, code, note, children }: Props) {
  return (
    <a class="row link-row" href={href}>
      <span class="row-text">
        <span class="row-title">
          {title}
          {code && (
            <>
              {" "}
              <span class="code">{code}</span>
            </>
          )}
        </span>
        {note && <span class="small">{note}</span>}
      </span>
      {children}
    </a>
  );
}
