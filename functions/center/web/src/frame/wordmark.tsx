/** The product's name beside its signpost. */
export function Wordmark() {
  return (
    <span class="wordmark">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" />
        <path d="M15 6h2v3h6.2l2.8 3-2.8 3H17v10h-2v-6H8.8L6 16l2.8-3H15z" />
      </svg>
      Signpost
    </span>
  );
}
