import { useState } from "preact/hooks";
import { optionOf, Picker, type PickerProps } from "../parts/picker";
import { useSettled } from "../parts/settled";
import { usePartners } from "./lists";

const offered = 20;

/** A choice of a partner. There may be tens of thousands, so it looks them up as you type. */
export function PartnerPicker(props: Omit<PickerProps, "options" | "source" | "search">) {
  const [typed, setTyped] = useState("");
  const partners = usePartners({ q: useSettled(typed).trim(), limit: offered });
  const options = (partners.rows ?? []).map(optionOf);
  return <Picker {...props} options={options} source={partners} search={setTyped} />;
}
