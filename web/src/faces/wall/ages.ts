/** Receipts by how many days they have been here: the classes of the colours that cashiers know, with thirty days as the law's limit. */

const BOUNDS = [5, 10, 15, 30] as const;

export interface AgeClass {
  /** Both days are in it; the last class has no end. */
  from: number;
  to: number | undefined;
  count: number;
  /** Those past their last day without an approved deferral. */
  late: number;
}

export function ageClasses(receipts: readonly { days: number; isLate: boolean }[]): AgeClass[] {
  const ends: (number | undefined)[] = [...BOUNDS, undefined];
  return ends.map((to, at) => {
    const from = at === 0 ? 0 : (BOUNDS[at - 1] ?? 0) + 1;
    const within = receipts.filter(({ days }) => days >= from && (to === undefined || days <= to));
    return { from, to, count: within.length, late: within.filter(({ isLate }) => isLate).length };
  });
}
