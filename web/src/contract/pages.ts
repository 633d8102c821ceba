/** Lists that the court gives page by page, read to their end. */
interface Page {
  nextPageToken?: string | null;
}

/** `read` asks for a page by the query that continues after the one before. */
export async function allPages<P extends Page>(read: (next: { pageToken?: string }) => Promise<P>): Promise<P[]> {
  const pages: P[] = [];
  for (let pageToken = ""; ; ) {
    const page = await read(pageToken ? { pageToken } : {});
    pages.push(page);
    pageToken = page.nextPageToken ?? "";
    if (!pageToken) return pages;
  }
}
