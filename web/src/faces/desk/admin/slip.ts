/** What stands on the slip of an invitation. */

/** Where the camera leads: the first page, which fills in person and code. What follows # stays in the browser. */
export const addressOf = (origin: string, id: string, code: string): string =>
  `${origin}/#${new URLSearchParams({ person: id, invitation: code })}`;

/** A code in groups of four, as one reads it aloud; groups that it has already stay. */
export const grouped = (code: string): string => (/[\s-]/.test(code) ? code : (code.match(/.{1,4}/g) ?? []).join("-"));
