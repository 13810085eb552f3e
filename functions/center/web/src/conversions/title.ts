import { capitalized, money } from "../format";

interface Conversion {
  type: string;
  amount: number | null;
  currency: string;
}

/** "Sale of $49.90". A refund is of what it took. */
export function titleOf({ type, amount, currency }: Conversion): string {
  return amount ? `${capitalized(type)} of ${money(amount, currency)}` : capitalized(type);
}
