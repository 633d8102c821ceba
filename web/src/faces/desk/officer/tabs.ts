/** The tabs of a case, in their order. */
export const TAB_KEYS = [
  "timeline",
  "deadlines",
  "service",
  "tasks",
  "property",
  "requests",
  "money",
  "sanctions",
  "ending",
  "notes",
] as const;
export type TabKey = (typeof TAB_KEYS)[number];
