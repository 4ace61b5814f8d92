// Where core runs: natively, in wasm behind the browser package's bindings, and in the Worker.
//
// Each host takes all questions in order and answers as text. The native binary and the Worker
// write JSON themselves; the bindings give plain objects, which are written here.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadEngine } from "../support/engine.mjs";
import { startServer } from "../support/server.mjs";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The native binary of the tests' crate, built first. */
export async function native(questions) {
  const lines = questions.map(({ name, request }) => `${JSON.stringify([name, request])}\n`);
  const cargo = ["run", "--quiet", "--package", "relance-tests", "--bin", "relance-answer"];
  const answers = await output("cargo", cargo, lines.join(""));
  return answers.trimEnd().split("\n");
}

function output(program, parameters, input) {
  const child = spawn(program, parameters, { cwd: repository, stdio: ["pipe", "pipe", "inherit"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(new Error(`${program} ended with ${code}`));
    });
  });
}

/** The built browser package, in Node. */
export async function bindings(questions) {
  const { glue } = await loadEngine();
  const session = new BindingsSession(glue);
  return questions.map(({ name, request }) => JSON.stringify(session.ask(name, plain(request))));
}

/** What a caller who sends JSON would pass. */
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));

/** Core's `wire::session`, made of what the package exports. */
class BindingsSession {
  constructor(glue) {
    this.glue = glue;
  }

  ask(name, request) {
    const { glue } = this;
    switch (name) {
      case "operators": return glue.operators();
      case "measure_sms": return glue.measureSms(request);
      case "next_slots": return glue.nextSlots(request);
      case "complete_setup": return glue.completeSetup(request);
      case "check_filter": return glue.checkFilter({ setup: this.setup, ...request });
      case "render_template": return glue.renderTemplate({ setup: this.setup, ...request });
      case "open": return this.open(request);
      default: return this.askDataset(name, request);
    }
  }

  open(setup) {
    try {
      const opened = new this.glue.Dataset(setup);
      this.dataset?.free();
      this.dataset = opened;
    } catch (answer) {
      if (answer.problems) return answer;
      throw answer;
    }
    this.setup = setup;
    return { ok: null };
  }

  askDataset(name, request) {
    const { dataset } = this;
    switch (name) {
      case "load": return dataset.load(request.module, new TextEncoder().encode(request.text));
      case "remove": return dataset.remove(request.module, request.ids);
      case "record": return dataset.record(request.module, request.id);
      case "standings": return dataset.standings();
      case "set_setup": {
        const answer = dataset.setSetup(request);
        if ("ok" in answer) this.setup = request;
        return answer;
      }
      default: return dataset[camelCase(name)](request);
    }
  }
}

const camelCase = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The built Worker in workerd: the whole answer as it came, for `{"answers":[…]}` is one text. */
export async function worker(t, questions) {
  const server = await startServer(t);
  const body = JSON.stringify({ questions: questions.map(({ name, request }) => ({ name, request })) });
  const response = await fetch(new URL("/api/v1/dev/ask", server.url), {
    method: "POST",
    headers: { authorization: `Bearer ${server.adminToken}`, "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${text.slice(0, 400)}`);
  return text;
}

/** What the package's wasm was compiled for, as its linker noted. */
export async function wasmFeatures() {
  const bytes = await readFile(new URL("../../wasm/npm/dist/wasm/index_bg.wasm", import.meta.url));
  const sections = WebAssembly.Module.customSections(await WebAssembly.compile(bytes), "target_features");
  return sections.map((section) => Buffer.from(section).toString("latin1")).join();
}
