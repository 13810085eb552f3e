import type { Pages } from "../api/pages";
import { nameIn } from "../names";
import { Icon } from "../parts/icon";
import { optionOf, Picker } from "../parts/picker";

interface Named {
  code: string;
  name: string;
}

interface Props {
  label: string;
  /** What the choice is called: before anything is chosen, and afterwards. */
  none: string;
  another: string;
  hint: string;
  /** The label of the button that removes one. */
  removeLabel(name: string): string;
  all: Pages<Named>;
  value: string[];
  onChange(codes: string[]): void;
  error?: string;
}

/** Several things that are known by their codes. They can be added and removed. */
export function CodesField(props: Props) {
  const { label, none, another, hint, removeLabel, all, value, onChange, error } = props;
  const nameOf = (code: string) => nameIn(all.rows, code);
  const others = (all.rows ?? []).filter(({ code }) => !value.includes(code));
  return (
    <div class="tags-field">
      <Picker
        label={label}
        none={value.length > 0 ? another : none}
        value=""
        onChange={(code) => code && onChange([...value, code].sort())}
        options={others.map(optionOf)}
        source={all}
        error={error}
        hint={hint}
      />
      {value.length > 0 && (
        <ul class="tags">
          {value.map((code) => (
            <li key={code}>
              {nameOf(code)}
              <button
                type="button"
                class="quiet"
                aria-label={removeLabel(nameOf(code))}
                onClick={() => onChange(value.filter((c) => c !== code))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
