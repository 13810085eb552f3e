import { useEffect, useState } from "preact/hooks";

let show: (text: string) => void = () => undefined;
const shownMilliseconds = 4000;

/** Tells everybody, in words and on screen, that something was done. */
export function announce(text: string) {
  show(text);
}

/** Where announcements appear. Stands once in the page, from the start, or screen readers miss the first one. */
export function Announcements() {
  const [text, setText] = useState("");
  useEffect(() => {
    show = setText;
  }, []);
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(() => setText(""), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class={text ? "announcement shown" : "announcement"} role="status" aria-live="polite">
      {text}
    </div>
  );
}
