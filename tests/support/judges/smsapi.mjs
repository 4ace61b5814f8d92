// Calls SMSAPI's own client, which is in Python (requirements.txt, installed by `cargo xtask test`).
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";

const repository = path.resolve(import.meta.dirname, "../../..");
const python = process.env.RELANCE_PYTHON ?? path.join(repository, "build/python/bin/python");

/** One call, as `sms.send`, with its named arguments. Answers `{ ok }` or `{ error: { class, code, message } }`. */
export async function smsapiClient(provider, call, named, token = provider.key) {
  if (!existsSync(python)) throw new Error("the Python judges are not installed: `cargo xtask python` does it");
  const child = spawn(python, [path.join(import.meta.dirname, "call_smsapi.py")], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ base: provider.base, token, call, with: named }));
  return JSON.parse(await text(child.stdout));
}
