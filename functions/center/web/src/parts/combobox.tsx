import { useEffect, useRef, useState } from "preact/hooks";
import type { ControlProps } from "./field";
import type { Option, PickerProps } from "./picker";

const mostShown = 50;

/** A field that searches its options as one types, with the keyboard and roles of the ARIA combobox pattern. */
export function Combobox({
  value,
  onChange,
  options,
  none,
  source,
  search,
  control,
}: PickerProps & { control: ControlProps }) {
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const open = typed !== undefined;
  const found = open ? (search ? withNone(options, none) : matches(withNone(options, none), typed)) : [];
  const chosen = options.find((o) => o.value === value);
  const optionId = (i: number) => `${control.id}-${i}`;

  useEffect(() => {
    if (open && !search && source?.more && !source.loading) source.readMore();
  }, [open, source?.more, source?.loading]);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);

  function type(text: string) {
    setTyped(text);
    setActive(0);
    search?.(text);
  }

  function choose(option: Option | undefined) {
    if (option) onChange(option.value);
    setTyped(undefined);
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.preventDefault();
      setTyped(undefined);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      choose(found[active]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return type("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length) % Math.max(1, found.length));
    }
  }

  return (
    <div class="combobox">
      <input
        {...control}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded={open}
        aria-controls={`${control.id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length > 0 ? optionId(active) : undefined}
        placeholder={none ?? "Type to search…"}
        value={typed ?? chosen?.label ?? value}
        onClick={() => open || type("")}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={() => setTyped(undefined)}
      />
      <ul id={`${control.id}-list`} ref={list} role="listbox" aria-label="Matches" hidden={!open}>
        {found.map((option, i) => (
          <li
            key={option.value}
            id={optionId(i)}
            role="option"
            aria-selected={i === active}
            onMouseDown={(event) => (event.preventDefault(), choose(option))}
          >
            {option.label}
          </li>
        ))}
        {open && found.length === 0 && (
          <li role="option" aria-disabled="true" aria-selected="false">
            {source?.more || source?.loading ? "Searching…" : "Nothing found"}
          </li>
        )}
      </ul>
    </div>
  );
}

function withNone(options: Option[], none: string | undefined): Option[] {
  return none === undefined ? options : [{ value: "", label: none }, ...options];
}

function matches(options: Option[], typed: string): Option[] {
  const wanted = typed.trim().toLowerCase();
  return options.filter((o) => `${o.label} ${o.value}`.toLowerCase().includes(wanted)).slice(0, mostShown);
}
