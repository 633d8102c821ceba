/** How a list is asked for as a file: by the address at which it is read, with the type of the file in `Accept`. */
import { accepted, sendSignedIn } from "../../../contract/transport.ts";

export const TYPES = {
  csv: "text/csv",
  workbook: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
export type ExportFormat = keyof typeof TYPES;

export interface Exported {
  rows: number;
  /** The list has more rows than the file. */
  truncated: boolean;
}

/** The address of a list without the page that was read of it. */
export function withoutPage(address: string): string {
  const [path = "", query = ""] = address.replace(/^https?:\/\/[^/]+/, "").split("?");
  const asked = new URLSearchParams(query);
  for (const name of ["pageSize", "pageToken"]) asked.delete(name);
  return asked.size > 0 ? `${path}?${asked}` : path;
}

/** The address of a list under these conditions. */
export const listAt = (path: string, filter: string): string =>
  filter ? `${path}?${new URLSearchParams({ filter })}` : path;

/** The name that an answer gives its file; none where it gives none. */
export function fileName(disposition: string | null): string | undefined {
  const found = disposition?.match(/filename\*=UTF-8''([^;]+)/)?.[1];
  return found ? decodeURIComponent(found) : undefined;
}

/** Gives a file to be saved. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** Reads a list as a file and gives it to be saved. */
export async function exportList(source: string, format: ExportFormat, reason: string): Promise<Exported> {
  const headers: Record<string, string> = { accept: TYPES[format] };
  if (reason.trim()) headers["x-access-reason"] = encodeURIComponent(reason.trim());
  const answer = await accepted(await sendSignedIn(new Request(source, { headers })));
  const name = fileName(answer.headers.get("content-disposition")) ?? `export.${format === "csv" ? "csv" : "xlsx"}`;
  saveFile(await answer.blob(), name);
  return {
    rows: Number(answer.headers.get("x-export-rows") ?? 0),
    truncated: answer.headers.get("x-export-truncated") === "?1",
  };
}
