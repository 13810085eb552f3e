import { Picker } from "../parts/picker";
import { Icon } from "../parts/icon";
import { usePrograms } from "./lists";

interface Props {
  value: string[];
  onChange(codes: string[]): void;
  error?: string;
}

/** The programs that somebody or something is in: each can be taken out, and others put in. */
export function ProgramsField({ value, onChange, error }: Props) {
  const programs = usePrograms({ limit: 100 });
  const nameOf = (code: string) => programs.rows?.find((program) => program.code === code)?.name ?? code;
  const others = (programs.rows ?? []).filter((program) => !value.includes(program.code));
  return (
    <div class="tags-field">
      <Picker
        label="Programs"
        none={value.length > 0 ? "Add another program" : "Add a program"}
        value=""
        onChange={(code) => code && onChange([...value, code].sort())}
        options={others.map((program) => ({
          value: program.code,
          label: `${program.name} (${program.code})`,
        }))}
        source={programs}
        error={error}
        hint="Websites are open to the partners with whom they have a program in common."
      />
      {value.length > 0 && (
        <ul class="tags">
          {value.map((code) => (
            <li key={code}>
              {nameOf(code)}
              <button
                type="button"
                class="quiet"
                aria-label={`Take out of ${nameOf(code)}`}
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
