/** What every entry exports besides its `init`. */

export * from "./types.js";
export { EngineCrashed, EngineInitError, RelanceProblems } from "./errors.js";
export { Engine } from "./engine.js";
export { Dataset } from "./dataset.js";
export { VERSION, type InitInput } from "./loader.js";
