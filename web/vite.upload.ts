import { defineConfig } from "vite";

/** The page of a telephone's upload, by itself: it is small, and what it shares with the other pages would split their scripts. */
export default defineConfig({
  publicDir: false,
  build: {
    target: ["chrome90", "safari15.4"],
    outDir: "dist/files",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { upload: "upload/index.html" } },
  },
});
