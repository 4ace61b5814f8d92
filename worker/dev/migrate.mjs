// Brings a D1 database to the newest migration, with the bookkeeping of `wrangler d1 migrations apply`.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** D1 takes at most 100,000 bytes of SQL at a time. */
const BYTES_MAX = 90_000;

/**
 * Applies what is missing, in the order of the names; answers the names applied.
 *
 * A file goes as one text together with its bookkeeping row: D1 runs that in one transaction, so a
 * file is applied whole or not at all. As many go together as D1 takes; where that fails, one by one, so
 * that the one is named that is wrong.
 */
export async function migrate(database, folder) {
  await database.prepare(`CREATE TABLE IF NOT EXISTS d1_migrations(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT UNIQUE,
    applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
  )`).run();
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sql")).sort() : [];
  const missing = () => missingOf(database, names);
  const first = await missing();
  for (const text of together(first.map((name) => textOf(folder, name)))) {
    try {
      await database.prepare(text).run();
    } catch {
      break;
    }
  }
  for (const name of await missing()) await apply(database, folder, name);
  return first;
}

async function missingOf(database, names) {
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const done = new Set(results.map((row) => row.name));
  return names.filter((name) => !done.has(name));
}

/** Texts joined, each as long as D1 takes one. */
function together(texts) {
  const joined = [];
  for (const text of texts) {
    const longer = `${joined.at(-1) ?? ""}\n${text}`;
    if (joined.length > 0 && Buffer.byteLength(longer) <= BYTES_MAX) joined[joined.length - 1] = longer;
    else joined.push(text);
  }
  return joined;
}

function textOf(folder, name) {
  const statements = readFileSync(path.join(folder, name), "utf8");
  return `${statements}\n;INSERT INTO d1_migrations(name) VALUES ('${name.replaceAll("'", "''")}');`;
}

async function apply(database, folder, name) {
  try {
    await database.prepare(textOf(folder, name)).run();
  } catch (error) {
    throw new Error(`migration ${name} failed: ${error.message}`, { cause: error });
  }
}
