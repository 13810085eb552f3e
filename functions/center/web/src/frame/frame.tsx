import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import type { Session } from "../session/session";
import { Navigation } from "./navigation";
import { Wordmark } from "./wordmark";

/** What surrounds every page: wordmark, menu and account. On a phone, a button opens the menu. */
export function Frame({
  session,
  path,
  children,
}: {
  session: Session;
  path: string;
  children: ComponentChildren;
}) {
  const me = useMe();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);

  return (
    <div class="frame">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header
        class={open ? "side open" : "side"}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      >
        <div class="brand">
          <a href="/" aria-label="Signpost, home">
            <Wordmark />
          </a>
          <button
            type="button"
            class="quiet square menu"
            aria-expanded={open}
            aria-controls="menu"
            aria-label="Menu"
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "close" : "menu"} />
          </button>
        </div>
        <div id="menu" class="side-body">
          <Navigation path={path} me={me} />
          <div class="account">
            <p>
              <strong>{me.name}</strong>
              {me.name !== me.code && <span class="code">{me.code}</span>}
            </p>
            <button type="button" class="quiet" onClick={() => void session.signOut()}>
              <Icon name="out" />
              Sign out
            </button>
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
