import { Fragment } from "preact";

/** A URL to read: without its scheme, and with line breaks only after slashes. */
export function Address({ url }: { url: string }) {
  const parts = url.replace(/^https?:\/\//, "").split("/");
  return (
    <>
      {parts.map((part, i) => (
        <Fragment key={i}>
          {i > 0 && (
            <>
              /<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </>
  );
}
