/** Dragging as an extra to the buttons: actions into the list, cards up and down. */

import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import type { Action } from "@relance/preview";

export interface DragHandlers {
  move(from: number, to: number): void;
  add(action: Action, to: number): void;
}

/** Makes palette and cards under `host` draggable; answers how to stop. */
export function dragSteps(host: HTMLElement, handlers: DragHandlers): () => void {
  const cleanups: (() => void)[] = [];
  for (const button of host.querySelectorAll<HTMLElement>(".palette-item:enabled")) {
    if (button.getAttribute("aria-disabled") === "true") continue;
    const action = button.dataset.action as Action;
    cleanups.push(draggable({ element: button, getInitialData: () => ({ action }) }));
  }
  for (const card of host.querySelectorAll<HTMLElement>("li.step")) {
    const from = Number(card.dataset.dropIndex);
    const handle = card.querySelector<HTMLElement>(".step-head") ?? card;
    cleanups.push(draggable({ element: card, dragHandle: handle, getInitialData: () => ({ from }) }));
  }
  for (const target of host.querySelectorAll<HTMLElement>("[data-drop-index]")) {
    cleanups.push(dropTarget(target));
  }
  cleanups.push(
    monitorForElements({
      onDrop({ source, location }) {
        const to = location.current.dropTargets[0]?.data.to;
        if (typeof to !== "number") return;
        const { from, action } = source.data;
        if (typeof from === "number") handlers.move(from, to);
        else if (typeof action === "string") handlers.add(action as Action, to);
      },
    }),
  );
  return combine(...cleanups);
}

function dropTarget(element: HTMLElement): () => void {
  return dropTargetForElements({
    element,
    getData: () => ({ to: Number(element.dataset.dropIndex) }),
    onDragEnter: () => element.classList.add("is-over"),
    onDragLeave: () => element.classList.remove("is-over"),
    onDrop: () => element.classList.remove("is-over"),
  });
}
