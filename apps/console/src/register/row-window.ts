import { type RefObject, useEffect, useState } from 'react';

export interface RowWindow {
  /** Rows `first` up to but not including `end` are drawn; the rest is blank space of the same height. */
  readonly first: number;
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

const spare = 12;

/** Which of `count` rows of one height are in sight of a scrolling box, with some to spare on both sides. */
export function windowOf(count: number, rowHeight: number, scrollTop: number, height: number): RowWindow {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}

/** Follows the scrolling of `box`; `onEnd` is called when its end comes near. Ten thousand rows cost as much as thirty. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  onEnd: () => void,
): RowWindow {
  const [seen, setSeen] = useState({ scrollTop: 0, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let frame = 0;
    const look = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() =>
        setSeen({ scrollTop: element.scrollTop, height: element.clientHeight || 800 }),
      );
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [box]);
  const isNearEnd = seen.scrollTop > 0 && seen.scrollTop + seen.height > count * rowHeight - 6 * rowHeight;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, count, onEnd]);
  return windowOf(count, rowHeight, seen.scrollTop, seen.height);
}
