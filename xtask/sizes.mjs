// Prints what each named file weighs: plain, gzip -9 and brotli 11. Units: bytes.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const column = (value) => String(value).padStart(12);
console.log(`${"file".padEnd(40)}${["plain", "gzip -9", "brotli 11"].map(column).join("")}`);
for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes, { params })];
  console.log(`${file.padEnd(40)}${sizes.map((made) => column(made.length)).join("")}`);
}
