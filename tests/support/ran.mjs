// A reporter of node:test that tells `cargo xtask rules` which tests passed: a line per test with its
// file in the repository, its line and its title; a rule is named there in parentheses, `… (S1.28)`.
//
// The lines have the form that core/tests/common/ran.rs writes, and xtask/src/rules reads both.
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

export default async function* ran(source) {
  for await (const { type, data } of source) {
    const isTest = type === "test:pass" && data.skip === undefined && data.todo === undefined && data.details?.type !== "suite";
    if (!isTest || data.file === undefined) continue;
    const file = path.relative(repository, data.file.replace(/^file:\/\//, "")).replaceAll("\\", "/");
    yield `${file}\t${data.line}\t${data.name.replaceAll(/[\t\n]/g, " ")}\n`;
  }
}
