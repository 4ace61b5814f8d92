/** CSV for the demo: columns, a guess of their fields, values by kind. The Worker has core's reader. */

import type { Field, Module, Problem, RecordRow, Value } from "@relance/preview";
import type { ImportInspection, ImportRequest } from "./backend.js";

type Located = Problem & { row: number; column: string };

/** Columns with samples and the field whose name is the column's. */
export function inspectCsv(csv: string, module: Module | undefined): ImportInspection {
  const delimiter = delimiterOf(csv);
  const [head = [], ...rows] = parse(csv, delimiter);
  const columns = head.map((name, at) => ({
    name,
    samples: rows.slice(0, 3).map((row) => row[at] ?? ""),
    field: module?.fields.find((field) => isCalled(field, name))?.key ?? null,
  }));
  return { columns, delimiter, rows: rows.length };
}

/** Records of a file, and every value that does not fit. */
export function rowsOfCsv(
  request: ImportRequest,
  module: Module,
  now: string,
): { rows: RecordRow[]; problems: Located[] } {
  const [head = [], ...lines] = parse(request.csv, delimiterOf(request.csv));
  const problems: Located[] = [];
  const rows = lines.map((line, index) => {
    const values: Record<string, Value> = {};
    head.forEach((column, at) => {
      const field = module.fields.find((one) => one.key === request.mapping[column]);
      const text = (line[at] ?? "").trim();
      if (!field || !text) return;
      const value = valueOf(field, text);
      if (value === undefined) problems.push(misfit(field, text, index + 2, column));
      else values[field.key] = value;
    });
    const idAt = request.id_column ? head.indexOf(request.id_column) : -1;
    const { created, ...rest } = values;
    const id = (idAt >= 0 && line[idAt]) || `csv_${index + 1}_${Date.parse(now)}`;
    return { id, module: module.key, created: created ? String(created) : now, values: rest };
  });
  return { rows, problems };
}

function misfit(field: Field, text: string, row: number, column: string): Located {
  const message = `\`${text}\` does not fit ${field.label}`;
  return { code: "wrong_value", message, at: `row ${row}, ${column}`, row, column };
}

function isCalled(field: Field, name: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return plain(field.key) === plain(name) || plain(field.label) === plain(name);
}

function valueOf(field: Field, text: string): Value | undefined {
  const decimal = Number(text.replace(/\s/g, "").replace(",", "."));
  switch (field.kind) {
    case "number":
      return Number.isFinite(decimal) ? decimal : undefined;
    case "money":
      return Number.isFinite(decimal) ? Math.round(decimal * 100) : undefined;
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
    case "instant":
      return Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();
    case "yes_no":
      return /^(yes|true|1|tak|da|igen|да)$/i.test(text) || (/^(no|false|0|nie|nu|nem|нет)$/i.test(text) ? false : undefined);
    case "tags":
    case "relation":
      return text.split(/[|,]/).map((part) => part.trim()).filter(Boolean);
    case "choice":
      return field.options?.find((one) => one.key === text || one.label === text)?.key;
    default:
      return text;
  }
}

function delimiterOf(csv: string): string {
  const line = csv.slice(0, csv.search(/\r?\n|$/));
  const count = (sign: string) => line.split(sign).length;
  return [";", "\t", ","].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

/** RFC 4180: quoted fields, doubled quotes, line ends inside quotes. */
function parse(csv: string, delimiter: string): string[][] {
  const rows: string[][] = [[]];
  let field = "";
  let isQuoted = false;
  const text = csv.replace(/^\uFEFF/, "");
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (isQuoted) {
      if (sign !== '"') field += sign;
      else if (text[at + 1] === '"') field += text[++at];
      else isQuoted = false;
    } else if (sign === '"' && field === "") isQuoted = true;
    else if (sign === delimiter) field = endField(rows, field);
    else if (sign === "\n") {
      field = endField(rows, field.replace(/\r$/, ""));
      rows.push([]);
    } else field += sign;
  }
  endField(rows, field);
  return rows.filter((row) => row.some((value) => value !== ""));
}

function endField(rows: string[][], field: string): string {
  rows.at(-1)!.push(field);
  return "";
}
