/** The last part of the path of the snapshots; no indicator is called so. */
export const SNAPSHOTS = "snapshots";
