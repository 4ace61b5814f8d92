// The console is static files: the Worker serves them as assets, any web server may.
import { defineConfig } from "vite";

export default defineConfig({
  build: { outDir: "../build/console", emptyOutDir: true, target: "es2022" },
  worker: { format: "es" },
});
