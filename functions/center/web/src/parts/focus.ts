/** Puts the focus on the first field of a form that has an error, once it is marked as such. */
export function focusFirstError(form: HTMLFormElement | null) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus()),
  );
}
