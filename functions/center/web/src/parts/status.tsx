/** In use or not, in a word. */
export function Status({ of }: { of: string }) {
  return <span class={`status ${of}`}>{of[0]?.toUpperCase() + of.slice(1)}</span>;
}
