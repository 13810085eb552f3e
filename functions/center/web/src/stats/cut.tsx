import { Field } from "../parts/field";
import { allDimensions, dimensions, type Dimension } from "./dimensions";
import type { Changes, Question } from "./question";

interface Props {
  question: Question;
  change(changes: Changes): void;
}

/** What the table is broken down by: one dimension, or any two. */
export function Cut({ question: { by }, change }: Props) {
  const [first, second] = by as [Dimension, Dimension?];
  const set = (...chosen: (Dimension | undefined)[]) =>
    change({ by: chosen.filter(Boolean).join(","), sort: undefined, q: undefined });
  return (
    <div class="cut">
      <Field label="Break down by">
        {(control) => (
          <select
            {...control}
            value={first}
            onChange={({ currentTarget: { value } }) =>
              set(value as Dimension, value === second ? first : second)
            }
          >
            {allDimensions.map((d) => (
              <option key={d} value={d}>
                {dimensions[d].name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="and by">
        {(control) => (
          <select
            {...control}
            value={second ?? ""}
            onChange={({ currentTarget: { value } }) => set(first, value ? (value as Dimension) : undefined)}
          >
            <option value="">Nothing else</option>
            {allDimensions
              .filter((d) => d !== first)
              .map((d) => (
                <option key={d} value={d}>
                  {dimensions[d].name}
                </option>
              ))}
          </select>
        )}
      </Field>
    </div>
  );
}
