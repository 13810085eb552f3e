import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Link } from "../api/rows";
import { useMe } from "../me";
import { nameIn } from "../names";
import { announce, readOut } from "../parts/announce";
import { CopyButton } from "../parts/copy";
import { Icon } from "../parts/icon";
import type { Lists } from "./choice";
import { QRDialog } from "./qr";

interface Props {
  link: Link;
  lists: Lists;
}

/** The link that was made, what to do with it, and what its parts mean. */
export function LinkResult({ link, lists }: Props) {
  const me = useMe();
  const [showQR, setShowQR] = useState(false);
  const copy = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    copy.current?.focus();
    readOut("Your link is ready");
  }, [link]);

  const website = nameIn(lists.websites.rows, link.website);
  const partner =
    link.partner === me.code
      ? "you get the credit"
      : `${nameIn(lists.partners.rows, link.partner)} gets the credit`;
  const ad = link.ad ? nameIn(lists.ads.rows, link.ad) : "";

  return (
    <div class="result" role="group" aria-label="Your link">
      <p class="result-url url">
        <LinkText link={link} />
      </p>
      <div class="actions">
        <CopyButton buttonRef={copy} text={link.url} what="your link" main />
        {"share" in navigator && (
          <button type="button" onClick={() => void share(link.url)}>
            <Icon name="share" />
            Share
          </button>
        )}
        <button type="button" onClick={() => setShowQR(true)}>
          <Icon name="qr" />
          QR code
        </button>
      </div>
      <dl class="parts">
        <Part kind="website" code={link.website} says={website} />
        <Part kind="partner" code={link.partner} says={partner} />
        {link.ad && <Part kind="ad" code={link.ad} says={ad} />}
      </dl>
      {showQR && <QRDialog link={link} onClose={() => setShowQR(false)} />}
    </div>
  );
}

/** The link, with its codes set off from the rest. */
function LinkText({ link }: { link: Link }) {
  const codes = [link.website, link.partner, ...(link.ad ? [link.ad] : [])];
  const start = link.url.slice(0, link.url.length - codes.join("/").length);
  return (
    <>
      <span class="faint">{start}</span>
      {codes.map((code, i) => (
        <Fragment key={i}>
          {i > 0 && <span class="faint">/</span>}
          <wbr />
          <b>{code}</b>
        </Fragment>
      ))}
    </>
  );
}

function Part({ kind, code, says }: { kind: string; code: string; says: string }) {
  return (
    <div>
      <dt>
        <span class="code">{code}</span>
      </dt>
      <dd>
        <span class="part-kind">{kind}</span> {says}
      </dd>
    </div>
  );
}

async function share(url: string) {
  try {
    await navigator.share({ url });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError"))
      announce("The browser could not share. Copy the link instead.");
  }
}
