/** The digits of an enrolment code as they are typed. */

/** How many a code has. */
export const LENGTH = 10;

/** What stands there, with what was typed behind it: digits alone, as many as a code has. */
export const withDigit = (code: string, typed: string): string => (code + typed.replace(/\D/g, "")).slice(0, LENGTH);

/** In two groups, as they are read out. */
export const grouped = (code: string): string =>
  code.length > LENGTH / 2 ? `${code.slice(0, LENGTH / 2)} ${code.slice(LENGTH / 2)}` : code;
