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
] as const;
export type TabKey = (typeof TAB_KEYS)[number];
