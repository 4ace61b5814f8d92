// Accessibility as axe-core sees it, on the page as it stands.
import { createRequire } from "node:module";

const source = createRequire(import.meta.url).resolve("axe-core");

/** What axe finds wrong, one line each; empty when nothing is. */
export async function accessibilityProblems(page) {
  await page.addScriptTag({ path: source });
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${help} — ${node.html.slice(0, 160)}`),
  );
}
