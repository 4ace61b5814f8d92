/** The sample account is written in plain JavaScript, so that Node runs it as it is. */
declare module "*/sample.mjs" {
  export function sampleSetup(): unknown;
  export function startedSampleSetup(now: string): unknown;
  export function sampleAccount(options?: {
    records?: number;
    seed?: number;
    now?: string | Date;
  }): { records: unknown[] };
}
