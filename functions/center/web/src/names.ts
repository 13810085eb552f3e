/** The name that goes with a code, or the code itself if none of the rows has it. */
export function nameIn(rows: { code: string; name: string }[] | undefined, code: string): string {
  return rows?.find((row) => row.code === code)?.name ?? code;
}
