import { defineConfig } from "vite";

/** The service worker of the faces: one file, of which `build/site.ts` makes one for each of them, with the list of its files. */
export default defineConfig({
  publicDir: false,
  build: {
    target: ["chrome90", "safari15.4"],
    outDir: "dist/worker",
    emptyOutDir: true,
    rollupOptions: {
      input: { sw: "src/worker/sw.ts" },
      output: { entryFileNames: "sw.js", format: "iife" },
    },
  },
});
