import { nameIn } from "../names";
import { Icon } from "../parts/icon";
import { optionOf, Picker } from "../parts/picker";
import { usePrograms } from "./lists";

interface Props {
  value: string[];
  onChange(codes: string[]): void;
  error?: string;
}

/** The programs of a partner or a website. Programs can be added and removed. */
export function ProgramsField({ value, onChange, error }: Props) {
  const programs = usePrograms({ limit: 100 });
  const nameOf = (code: string) => nameIn(programs.rows, code);
  const others = (programs.rows ?? []).filter((program) => !value.includes(program.code));
  return (
    <div class="tags-field">
      <Picker
        label="Programs"
        none={value.length > 0 ? "Add another program" : "Add a program"}
        value=""
        onChange={(code) => code && onChange([...value, code].sort())}
        options={others.map(optionOf)}
        source={programs}
        error={error}
        hint="A website is open to every partner who shares a program with it."
      />
      {value.length > 0 && (
        <ul class="tags">
          {value.map((code) => (
            <li key={code}>
              {nameOf(code)}
              <button
                type="button"
                class="quiet"
                aria-label={`Remove from ${nameOf(code)}`}
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
