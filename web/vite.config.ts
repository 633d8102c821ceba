import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The pages: each HTML file is an entry; what they share is one chunk. */
export default defineConfig({
  plugins: [react()],
  build: {
    target: ["chrome90", "safari15.4"],
    outDir: "dist/files",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { shell: "index.html", field: "field/index.html", village: "village/index.html" } },
  },
  test: { include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
});
