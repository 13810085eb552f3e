import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../api/rows";
import { useMe } from "../me";
import { Icon } from "../parts/icon";
import type { Session } from "../session/session";
import { Navigation } from "./navigation";
import { Wordmark } from "./wordmark";

interface Props {
  session: Session;
  path: string;
  children: ComponentChildren;
}

/** What surrounds every page: wordmark, menu and account. On a phone, a button opens the menu. */
export function Frame({ session, path, children }: Props) {
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
          <MenuButton open={open} toggle={() => setOpen(!open)} />
        </div>
        <div id="menu" class="side-body">
          <Navigation path={path} me={me} />
          <Account me={me} signOut={() => void session.signOut()} />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function MenuButton({ open, toggle }: { open: boolean; toggle(): void }) {
  return (
    <button
      type="button"
      class="quiet square menu"
      aria-expanded={open}
      aria-controls="menu"
      aria-label="Menu"
      onClick={toggle}
    >
      <Icon name={open ? "close" : "menu"} />
    </button>
  );
}

function Account({ me, signOut }: { me: Me; signOut(): void }) {
  return (
    <div class="account">
      <p>
        <strong>{me.name}</strong>
        {me.name !== me.code && <span class="code">{me.code}</span>}
      </p>
      <button type="button" class="quiet" onClick={signOut}>
        <Icon name="out" />
        Sign out
      </button>
    </div>
  );
}
