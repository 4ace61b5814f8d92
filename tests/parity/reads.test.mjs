// Who looked, a person or a machine (E13): core's answers against lists that others keep.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import crawlers from "crawler-user-agents";
import { isbot } from "isbot";
import UserAgent from "user-agents";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Who core says that each of these programs is. */
function lookers(names) {
  const cargo = ["run", "--quiet", "--package", "relance-tests", "--bin", "relance-lookers"];
  const ran = spawnSync("cargo", cargo, { cwd: repository, input: `${names.join("\n")}\n`, encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout.trimEnd().split("\n");
}

const oneLine = (name) => name.replaceAll(/\s+/g, " ").trim();

test("nearly every known crawler is a machine (E13)", () => {
  const samples = crawlers.flatMap((crawler) => crawler.instances).map(oneLine);
  assert.ok(samples.length > 2_000);
  const answers = lookers(samples);
  const missed = samples.filter((_, index) => !["machine", "privacy_proxy"].includes(answers[index]));
  assert.ok(missed.length <= samples.length / 100, `${missed.length} of ${samples.length}:\n${missed.join("\n")}`);
  const theirs = samples.filter(isbot).length;
  console.log(`${samples.length - missed.length} of ${samples.length} crawlers found; isbot finds ${theirs}`);
});

test("hardly any browser is taken for a machine (E13)", () => {
  // The package's whole list, each name once: some 950, weighted by nothing.
  const names = new Set();
  for (let draw = 0; draw < 20_000; draw += 1) names.add(oneLine(new UserAgent().toString()));
  const samples = [...names];
  const answers = lookers(samples);
  const taken = samples.filter((_, index) => answers[index] !== "person");
  assert.ok(taken.length <= samples.length / 200, `${taken.length} of ${samples.length}:\n${taken.join("\n")}`);
  console.log(`${taken.length} of ${samples.length} browsers taken for machines`);
});
