import { useState } from "preact/hooks";
import { optionOf, Picker, type PickerProps } from "../parts/picker";
import { useSettled } from "../parts/settled";
import { useWebsites } from "./lists";

const offered = 20;

/** A choice of a website. It looks them up as you type. */
export function WebsitePicker(props: Omit<PickerProps, "options" | "source" | "search">) {
  const [typed, setTyped] = useState("");
  const websites = useWebsites({ q: useSettled(typed).trim(), limit: offered });
  const options = (websites.rows ?? []).map(optionOf);
  return <Picker {...props} options={options} source={websites} search={setTyped} />;
}
