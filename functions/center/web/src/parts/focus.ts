/** Puts the focus on the first field of a form that has an error, once that has been rendered. */
export function focusFirstError(form: HTMLFormElement | null) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus()),
  );
}
