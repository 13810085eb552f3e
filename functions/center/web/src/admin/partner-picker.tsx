import { useState } from "preact/hooks";
import { Picker, type PickerProps } from "../parts/picker";
import { usePartners } from "./lists";
import { useSettled } from "./search";

const offered = 20;

/** A choice among all partners, of whom there may be tens of thousands: they are searched for as one types. */
export function PartnerPicker(props: Omit<PickerProps, "options" | "source" | "search">) {
  const [typed, setTyped] = useState("");
  const partners = usePartners({ q: useSettled(typed).trim(), limit: offered });
  const options = (partners.rows ?? []).map((partner) => ({
    value: partner.code,
    label: `${partner.name} (${partner.code})`,
  }));
  return <Picker {...props} options={options} source={partners} search={setTyped} />;
}
