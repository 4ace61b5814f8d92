// The libraries that a JavaScript CRM would filter with, each prepared before the clock starts.
//
// alasql is left out: it was never closer than 33 times, and it brings 600 packages along.
import { buildMongoQueryMatcher, createMongoAbility } from "@casl/ability";
import { $and, $or, and, guard, or } from "@ucast/mongo2js";
import * as aq from "arquero";
import { compileExpression } from "filtrex";
import { LogicEngine } from "json-logic-engine";
import jsonLogic from "json-logic-js";
import Loki from "lokijs";
import { Query } from "mingo";
import sift from "sift";
import * as filters from "./filters.mjs";

/** name → (cards → {F1: () => count, …}). Preparing is not measured. */
export const RIVALS = {
  "arquero": (cards) => {
    const table = aq.from(cards);
    return mapped(filters.arqueroFilters(), (source) => () => table.filter(source).numRows());
  },
  "json-logic-engine (compiled)": (cards) => {
    const engine = new LogicEngine();
    engine.addMethod("has_text", ([text, needle]) => filters.hasText(text, needle), { sync: true });
    engine.addMethod("any_tag", ([tags, wanted]) => filters.anyTag(tags, wanted), { sync: true });
    return mapped(filters.jsonLogicFilters(), (logic) => counter(cards, engine.build(logic)));
  },
  "@ucast/mongo2js": (cards) => mapped(filters.mongoFilters(), (query) => counter(cards, guard(query))),
  "@casl/ability": (cards) =>
    mapped(filters.mongoFilters(), (conditions) => {
      const rules = [{ action: "read", subject: "Card", conditions }];
      const conditionsMatcher = buildMongoQueryMatcher({ $and, $or }, { and, or });
      const ability = createMongoAbility(rules, { conditionsMatcher, detectSubjectType: () => "Card" });
      return counter(cards, (card) => ability.can("read", card));
    }),
  "filtrex": (cards) => {
    const extraFunctions = {
      hasText: filters.hasText,
      hasTag: (tags, wanted) => filters.anyTag(tags, wanted.split("|")),
      isThere: (value) => value !== null,
      isTrue: (value) => value === true,
      upTo: (value, limit) => value !== null && value <= limit,
      atLeast: (value, limit) => value !== null && value >= limit,
    };
    const options = { extraFunctions, customProp: (name, get, card) => card[name] };
    return mapped(filters.filtrexFilters(), (text) => counter(cards, compileExpression(text, options)));
  },
  "sift": (cards) => mapped(filters.mongoFilters(), (query) => counter(cards, sift(query))),
  "mingo": (cards) =>
    mapped(filters.mongoFilters(), (query) => {
      const prepared = new Query(query);
      return counter(cards, (card) => prepared.test(card));
    }),
  "lokijs": (cards) => {
    const collection = new Loki("bench").addCollection("cards", { disableMeta: true, clone: false });
    // It writes its own number into each object, so it gets its own.
    collection.insert(cards.map((card) => ({ ...card })));
    return mapped(filters.lokiFilters(), (query) => () => collection.find(query).length);
  },
  "json-logic-js": (cards) => {
    jsonLogic.add_operation("has_text", filters.hasText);
    jsonLogic.add_operation("any_tag", filters.anyTag);
    return mapped(filters.jsonLogicFilters(), (logic) => counter(cards, (card) => jsonLogic.apply(logic, card)));
  },
};

/** The same by hand, without a library. */
export const BY_HAND = {
  "hand-written closure, text lower-cased": (cards) =>
    mapped(filters.closures(filters.byLowerCase), (test) => counter(cards, test)),
  "hand-written closure, text by pattern": (cards) =>
    mapped(filters.closures(filters.byPattern), (test) => counter(cards, test)),
};

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function counter(cards, test) {
  return () => {
    let count = 0;
    for (const card of cards) if (test(card)) count += 1;
    return count;
  };
}
