import type { Line } from "./compare";
import { dimensions, type Dimension } from "./dimensions";
import { measures, shown, valueOf, type Measure } from "./measures";
import { nameOf } from "./values";

interface Props {
  lines: Line[];
  by: readonly Dimension[];
  measure: Measure;
  currency: string;
}

const mostBars = 8;
const fewestBars = 2;

/**
 * One measure by what the rows are broken down by: the largest first, but weekdays and hours as
 * they come. Days and months have their line over time. The table below has the numbers.
 */
export function Bars({ lines, by, measure, currency }: Props) {
  const inOrder = by.length === 1 && (by[0] === "weekday" || by[0] === "hour");
  const values = (inOrder ? inTheirOrder(lines, by[0]!) : largest(lines, measure, currency)).map((line) => ({
    name: by.map((dimension) => nameOf(dimension, line.row)).join(" · "),
    value: valueOf(line.row, measure, currency),
    text: shown(line.row, measure, currency),
  }));
  const most = Math.max(...values.map(({ value }) => value), 0);
  if (by.includes("day") || by.includes("month") || values.length < fewestBars || most <= 0) return null;
  const names = by.map((d) => dimensions[d].name.toLowerCase()).join(" and ");
  const what = `${measures.find(({ id }) => id === measure)!.name} by ${names}`;
  const missing = lines.filter((line) => valueOf(line.row, measure, currency) > 0).length - values.length;
  return (
    <figure class="chart bars">
      <figcaption>
        {what}
        {!inOrder && missing > 0 && `, the ${values.length} largest`}
      </figcaption>
      <div role="img" aria-label={`${what}: ${values.map(({ name, text }) => `${name} ${text}`).join(", ")}`}>
        {values.map(({ name, value, text }) => (
          <div class="bar" key={name}>
            <span class="bar-name">{name}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
              <rect width={Math.max(0, (value / most) * 100)} height="10" />
            </svg>
            <span class="bar-value">{text}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}

function inTheirOrder(lines: Line[], dimension: Dimension): Line[] {
  return [...lines].sort((a, b) => (a.row[dimension] ?? "").localeCompare(b.row[dimension] ?? ""));
}

function largest(lines: Line[], measure: Measure, currency: string): Line[] {
  const value = ({ row }: Line) => valueOf(row, measure, currency);
  return lines
    .filter((line) => value(line) > 0)
    .sort((a, b) => value(b) - value(a))
    .slice(0, mostBars);
}
