import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The measure of the scroll bar that the desk's components bring writes a style without the page's nonce; ours writes none. */
const scrollBar = {
  name: "scroll-bar",
  enforce: "pre" as const,
  resolveId: (source: string, importer = "") =>
    source.endsWith("/getScrollBarSize") && importer.includes("@rc-component/util/")
      ? fileURLToPath(new URL("src/faces/desk/parts/scrollBar.ts", import.meta.url))
      : undefined,
};

/** The pages: each HTML file is an entry; what they share is one chunk. */
export default defineConfig({
  plugins: [react(), scrollBar],
  build: {
    target: ["chrome90", "safari15.4"],
    outDir: "dist/files",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        shell: "index.html",
        field: "field/index.html",
        village: "village/index.html",
        desk: "desk/index.html",
        wall: "wall/index.html",
      },
    },
  },
  test: { include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
});
