// Bundles the package's entries to dist/. The generated wasm glue stays a file of its own
// (`dist/wasm/`, written by `cargo xtask build`), so that all entries share one engine.
import { rolldown } from "rolldown";

const bundle = await rolldown({
  input: {
    index: "src/index.ts",
    node: "src/node.ts",
    workerd: "src/workerd.ts",
    sync: "src/sync.ts",
    elements: "src/elements/index.ts",
    define: "src/define.ts",
  },
  tsconfig: "tsconfig.json",
  transform: { target: "es2022" },
  external: [/^\.\/wasm\//, /^node:/],
});
await bundle.write({
  dir: "dist",
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "shared-[name].js",
  minify: true,
});
await bundle.close();
