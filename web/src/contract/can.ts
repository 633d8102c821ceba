/** What the court lets this person do with something as it stands: by its own decision, and never by a guess of the page. */
interface Acted {
  can?: string[] | null;
}

/** Whether a method can be called now. What was kept by an older page says nothing of it: it is offered, and the court decides. */
export const can = (row: Acted | undefined, method: string): boolean => row?.can?.includes(method) ?? true;
