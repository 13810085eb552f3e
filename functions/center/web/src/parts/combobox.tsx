import { useEffect, useRef, useState } from "preact/hooks";
import type { ControlProps } from "./field";
import type { Option, PickerProps } from "./picker";

const mostShown = 50;

type Props = PickerProps & { control: ControlProps };

/** A field that searches its options as you type, and follows the ARIA combobox pattern. */
export function Combobox({ control, ...picker }: Props) {
  const { value, options, none, source } = picker;
  const { typed, open, found, active, type, close, choose, onKey } = useMatches(picker);
  const chosen = options.find((option) => option.value === value);
  const listId = `${control.id}-list`;
  const optionId = (i: number) => `${control.id}-${i}`;
  return (
    <div class="combobox">
      <input
        {...control}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length > 0 ? optionId(active) : undefined}
        placeholder={none ?? "Type to search…"}
        value={typed ?? chosen?.label ?? value}
        onClick={() => open || type("")}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={close}
      />
      <Matches
        id={listId}
        open={open}
        found={found}
        active={active}
        optionId={optionId}
        choose={choose}
        searching={Boolean(source?.more || source?.loading)}
      />
    </div>
  );
}

/** What is typed, the options that it matches, and the one that the arrow keys have reached. */
function useMatches({ onChange, options, none, source, search }: PickerProps) {
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const open = typed !== undefined;
  const all = withNone(options, none);
  const found = !open ? [] : search ? all : matches(all, typed);

  useEffect(() => {
    if (open && !search && source?.more && !source.loading) source.readMore();
  }, [open, source?.more, source?.loading]);

  function type(text: string) {
    setTyped(text);
    setActive(0);
    search?.(text);
  }

  function close() {
    setTyped(undefined);
  }

  function choose(option: Option | undefined) {
    if (option) onChange(option.value);
    close();
  }

  function move(step: number) {
    if (open) setActive((active + step + found.length) % Math.max(1, found.length));
    else type("");
  }

  /** What a key does, unless it is for the input. */
  function actionOf(key: string): (() => void) | undefined {
    if (key === "ArrowDown") return () => move(1);
    if (key === "ArrowUp") return () => move(-1);
    if (open && key === "Enter") return () => choose(found[active]);
    if (open && key === "Escape") return close;
    return undefined;
  }

  function onKey(event: KeyboardEvent) {
    const act = actionOf(event.key);
    if (!act) return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation(); // or it would close the dialog, too
    act();
  }

  return { typed, open, found, active, type, close, choose, onKey };
}

interface MatchesProps {
  id: string;
  open: boolean;
  found: Option[];
  active: number;
  optionId(i: number): string;
  choose(option: Option): void;
  searching: boolean;
}

function Matches({ id, open, found, active, optionId, choose, searching }: MatchesProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);
  return (
    <ul id={id} ref={list} role="listbox" aria-label="Matches" hidden={!open}>
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
          {searching ? "Searching…" : "Nothing found"}
        </li>
      )}
    </ul>
  );
}

function withNone(options: Option[], none: string | undefined): Option[] {
  return none === undefined ? options : [{ value: "", label: none }, ...options];
}

function matches(options: Option[], typed: string): Option[] {
  const wanted = typed.trim().toLowerCase();
  return options.filter((o) => `${o.label} ${o.value}`.toLowerCase().includes(wanted)).slice(0, mostShown);
}
