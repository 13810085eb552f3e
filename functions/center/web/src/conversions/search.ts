import { useEffect } from "preact/hooks";
import { usePages, type Page, type Pages } from "../api/pages";

/**
 * A list of conversions. The API looks at some thousand at once, so a page may have found nothing
 * yet: then this reads on.
 */
export function useConversions<Row>(
  key: string,
  load: (cursor: string | undefined) => Promise<Page<Row>>,
): Pages<Row> {
  const pages = usePages(key, load);
  const searching = pages.rows?.length === 0 && pages.more && !pages.loading && !pages.problem;
  useEffect(() => {
    if (searching) pages.readMore();
  });
  return pages;
}
