import { CodesField } from "./codes-field";
import { usePrograms } from "./lists";

interface Props {
  value: string[];
  onChange(codes: string[]): void;
  error?: string;
}

/** The programs of a partner or a website. */
export function ProgramsField(props: Props) {
  return (
    <CodesField
      {...props}
      label="Programs"
      none="Add a program"
      another="Add another program"
      hint="A website is open to every partner who shares a program with it."
      removeLabel={(name) => `Remove from ${name}`}
      all={usePrograms({ limit: 100 })}
    />
  );
}
