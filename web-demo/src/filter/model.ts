/** The visual builder's tree, made from canonical JSON and turned back into it. Checks nothing. */

import type { Field, Filter, Module, OperandShape } from "@relance/preview";

export const EVERYONE: Filter = { everyone: true };

export interface GroupNode {
  id: number;
  kind: "all" | "any" | "not";
  children: BuilderNode[];
}

/** A clause keeps its JSON, so that what the builder does not show survives. */
export interface ClauseNode {
  id: number;
  kind: "clause";
  json: Record<string, unknown>;
}

export type BuilderNode = GroupNode | ClauseNode;

let lastId = 0;

/** The builder's tree of a filter; its root is always a group. */
export function treeOf(filter: Filter): GroupNode {
  if ("everyone" in filter) return group("all", []);
  const node = nodeOf(filter);
  return node.kind === "all" || node.kind === "any" ? node : group("all", [node]);
}

function nodeOf(filter: Filter): BuilderNode {
  if (Array.isArray(filter.all)) return group("all", filter.all.map(nodeOf));
  if (Array.isArray(filter.any)) return group("any", filter.any.map(nodeOf));
  if (filter.not) {
    const inner = nodeOf(filter.not as Filter);
    // "not any of" reads as one group; anything else is put into one.
    return group("not", inner.kind === "any" ? inner.children : [inner]);
  }
  if ("everyone" in filter) return group("all", []);
  return clause(filter);
}

export function group(kind: GroupNode["kind"], children: BuilderNode[]): GroupNode {
  return { id: ++lastId, kind, children };
}

export function clause(json: Record<string, unknown>): ClauseNode {
  return { id: ++lastId, kind: "clause", json };
}

/** The filter of a tree. */
export function filterOf(node: BuilderNode): Filter {
  if (node.kind === "clause") return node.json;
  const children = node.children.map(filterOf);
  if (node.kind === "not") {
    const [only] = children;
    return children.length === 1 ? { not: only! } : { not: { any: children } };
  }
  if (children.length === 0) return EVERYONE;
  return children.length === 1 ? children[0]! : { [node.kind]: children };
}

/** Whether any group but the root has nothing in it: such a filter is not finished. */
export function hasEmptyGroup(root: GroupNode): boolean {
  return root.children.some(
    (child) => child.kind !== "clause" && (child.children.length === 0 || hasEmptyGroup(child)),
  );
}

/** The same tree with one node replaced; without it when `next` is null. */
export function replaced(root: GroupNode, id: number, next: BuilderNode | null): GroupNode {
  if (root.id === id && next && next.kind !== "clause") return next;
  const children = root.children.flatMap((child) => {
    if (child.id === id) return next ? [next] : [];
    return child.kind === "clause" ? [child] : [replaced(child, id, next)];
  });
  return { ...root, children };
}

/** Something a clause can be about. */
export interface Subject {
  /** `field:amount`, `field:contacts.city`, `event:offer_sent`. */
  key: string;
  label: string;
  group: string;
  field?: Field;
  isRelated: boolean;
}

/** All that a clause of this module can be about: own fields, fields behind relations, events. */
export function subjectsOf(module: Module, modules: Module[], events: string[], words: {
  events: string;
}): Subject[] {
  const own = module.fields.map((field) => ({
    key: `field:${field.key}`,
    label: field.label,
    group: module.label,
    field,
    isRelated: false,
  }));
  const related = module.fields
    .filter((field) => field.kind === "relation")
    .flatMap((relation) => {
      const target = modules.find((one) => one.key === relation.module);
      return (target?.fields ?? [])
        .filter((field) => field.kind !== "relation")
        .map((field) => ({
          key: `field:${relation.key}.${field.key}`,
          label: `${relation.label}: ${field.label}`,
          group: relation.label,
          field,
          isRelated: true,
        }));
    });
  const happened = events.map((name) => ({
    key: `event:${name}`,
    label: name.replaceAll("_", " "),
    group: words.events,
    isRelated: false,
  }));
  return [...own, ...related, ...happened];
}

export function subjectKey(json: Record<string, unknown>): string {
  return "event" in json ? `event:${json.event}` : `field:${json.field ?? ""}`;
}

/** A clause about something else: the operator's own parts are forgotten. */
export function aboutClause(subject: Subject, op: string): Record<string, unknown> {
  const [about, ...name] = subject.key.split(":");
  const json: Record<string, unknown> = { [about!]: name.join(":"), op };
  if (subject.isRelated) json.quantifier = "any";
  return json;
}

/** What a clause holds right after its operator was chosen; `followUps` are the account's (S1.3). */
export function startValue(
  shape: OperandShape,
  field: Field | undefined,
  followUps: string[],
): Record<string, unknown> {
  switch (shape) {
    case "period":
      return { value: { amount: 3, unit: "days" } };
    case "days":
      return { value: 7 };
    case "times":
      return { value: 1 };
    case "list":
      return { value: [] };
    case "events":
      return { value: followUps };
    case "two":
      return { value: ["", ""] };
    case "one":
    case "held":
      return { value: firstValue(field) };
    default:
      return {};
  }
}

function firstValue(field: Field | undefined): unknown {
  if (field?.kind === "yes_no") return true;
  return "";
}

/** Whether a person still has to say something. */
export function isIncomplete(shape: OperandShape, json: Record<string, unknown>): boolean {
  const { value } = json;
  if (shape === "one") return value === "" || value === undefined;
  if (shape === "list" || shape === "events") return !Array.isArray(value) || value.length === 0;
  if (shape === "two") return !Array.isArray(value) || value.some((end) => end === "");
  return false;
}

/**
 * The filter with blanks of one clause let in or kept out (D7). Clauses count from 0 in the order in
 * which they stand.
 */
export function withBlanks(filter: Filter, clauseIndex: number, choice: "include" | "exclude"): Filter {
  let seen = -1;
  const visit = (node: Filter): Filter => {
    for (const kind of ["all", "any"] as const) {
      if (Array.isArray(node[kind])) return { [kind]: node[kind].map(visit) };
    }
    if (node.not) return { not: visit(node.not as Filter) };
    if ("everyone" in node || ++seen !== clauseIndex) return node;
    return choice === "include"
      ? { any: [node, { field: node.field, op: "is_empty" }] }
      : { all: [node, { field: node.field, op: "is_not_empty" }] };
  };
  return visit(filter);
}
