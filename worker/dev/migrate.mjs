// Brings a D1 database to the newest migration, with the bookkeeping of `wrangler d1 migrations apply`.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * Applies what is missing, in the order of the names; answers the names applied.
 *
 * A file goes as one text together with its bookkeeping row: D1 runs that in one transaction, so a
 * file is applied whole or not at all. D1 takes at most 100,000 bytes of SQL at a time.
 */
export async function migrate(database, folder) {
  await database.prepare(`CREATE TABLE IF NOT EXISTS d1_migrations(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT UNIQUE,
    applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
  )`).run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const done = new Set(results.map((row) => row.name));
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sql")) : [];
  const missing = names.sort().filter((name) => !done.has(name));
  for (const name of missing) await apply(database, folder, name);
  return missing;
}

async function apply(database, folder, name) {
  const statements = readFileSync(path.join(folder, name), "utf8");
  const bookkeeping = `INSERT INTO d1_migrations(name) VALUES ('${name.replaceAll("'", "''")}');`;
  try {
    await database.prepare(`${statements}\n;${bookkeeping}`).run();
  } catch (error) {
    throw new Error(`migration ${name} failed: ${error.message}`, { cause: error });
  }
}
