// Where in a database something stands that was planted: every column of every table is searched.

/** The tables of the Worker: not SQLite's, not the platform's, not the list of migrations. */
export const tablesOf = async (database) => (await database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'd1\\_%' ESCAPE '\\'").all())
  .results.map((row) => row.name);

/** `table.column: its text` for each value of the database that holds a needle; needles are in small letters. */
export async function found(database, needles) {
  const places = [];
  for (const table of await tablesOf(database)) {
    const { results: rows } = await database.prepare(`SELECT * FROM "${table}"`).all();
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const text = String(value).toLowerCase();
        if (needles.some((needle) => text.includes(needle))) places.push(`${table}.${column}: ${text.slice(0, 300)}`);
      }
    }
  }
  return places;
}
