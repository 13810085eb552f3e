import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/**
 * Something that may be wider than the page, such as a table. It scrolls sideways by itself, also
 * with the keyboard, and says so.
 */
export function Wide({ label, children }: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  const [atEnd, setAtEnd] = useState(false);

  useEffect(() => {
    const element = box.current!;
    const measure = () => {
      setWide(element.scrollWidth > element.clientWidth + 1);
      setAtEnd(element.scrollLeft + element.clientWidth >= element.scrollWidth - 1);
    };
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    if (element.firstElementChild) watch.observe(element.firstElementChild);
    element.addEventListener("scroll", measure);
    return () => (watch.disconnect(), element.removeEventListener("scroll", measure));
  }, []);

  return (
    <div class={wide && !atEnd ? "wide more" : "wide"}>
      {wide && (
        <p class="small wide-hint">
          <span aria-hidden="true">← → </span>Scroll sideways to see all columns.
        </p>
      )}
      <div class="table-scroll" ref={box} tabIndex={0} role="region" aria-label={label}>
        {children}
      </div>
    </div>
  );
}
