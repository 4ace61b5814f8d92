/** Dragging rules up and down within their stage: an extra to the buttons. */

import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";

/** Makes the cards under `host` draggable; answers how to stop. */
export function dragRules(
  host: HTMLElement,
  move: (stage: string, from: number, to: number) => void,
): () => void {
  const cleanups: (() => void)[] = [];
  for (const card of host.querySelectorAll<HTMLElement>(".board li.rule")) {
    const stage = card.closest<HTMLElement>(".rules")?.dataset.stage ?? "";
    const place = Number(card.dataset.ruleIndex);
    const handle = card.querySelector<HTMLElement>(".rule-head") ?? card;
    cleanups.push(draggable({ element: card, dragHandle: handle, getInitialData: () => ({ rule: place, stage }) }));
    cleanups.push(
      dropTargetForElements({
        element: card,
        canDrop: ({ source }) => source.data.stage === stage && source.data.rule !== place,
        getData: () => ({ place }),
        onDragEnter: () => card.classList.add("is-over"),
        onDragLeave: () => card.classList.remove("is-over"),
        onDrop: () => card.classList.remove("is-over"),
      }),
    );
  }
  cleanups.push(
    monitorForElements({
      onDrop({ source, location }) {
        const to = location.current.dropTargets[0]?.data.place;
        const { rule: from, stage } = source.data;
        if (typeof to === "number" && typeof from === "number" && typeof stage === "string") move(stage, from, to);
      },
    }),
  );
  return combine(...cleanups);
}
