import { useEffect, useState } from "preact/hooks";

/** Where the visitor is: the path, and the choices that the URL keeps. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function moved() {
  for (const listener of listeners) listener();
}

/** Navigates to a path. With replace, the back button skips the current one. */
export function navigate(to: string, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  moved();
}

/** Changes parameters of the current URL in place. An empty value removes its parameter. */
export function setQuery(changes: Record<string, string>) {
  const given = Object.entries(changes).map(([name, value]) => [name, value || undefined]);
  navigate(changed(Object.fromEntries(given)), { replace: true });
}

/** The current URL with parameters set, or removed where they are undefined. */
export function changed(changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
}

/** Where the visitor is now. The component renders again whenever that changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = () => setPlace(here());
    listeners.add(update);
    update();
    return () => listeners.delete(update);
  }, []);
  return place;
}

/** Makes plain clicks on links within the Partner Center navigate without a load. Call once. */
export function followLinks() {
  addEventListener("popstate", moved);
  document.addEventListener("click", (event) => {
    const anchor = event.target instanceof Element ? event.target.closest("a") : null;
    if (!anchor || !staysInPage(event, anchor)) return;
    event.preventDefault();
    navigate(anchor.pathname + anchor.search);
  });
}

function staysInPage(event: MouseEvent, anchor: HTMLAnchorElement): boolean {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const ours =
    anchor.origin === location.origin && !anchor.target && !anchor.hasAttribute("download") && !anchor.hash;
  return plain && ours && !event.defaultPrevented && isPage(anchor.pathname);
}

const pages = /^\/(links|postback|stats|conversions|admin(\/.*)?)?$/;

/** Whether a path belongs to the Partner Center, and not to a tracking link or a document. */
export function isPage(path: string): boolean {
  return pages.test(path);
}
